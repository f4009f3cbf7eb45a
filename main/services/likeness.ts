import { CONVERSATION_INSTRUMENTS, type Instrument } from '../../contract/captures.ts'
import { wilsonInterval } from '../flow/metrics.ts'
import { type ModelManifest, NEVER_BENIGN } from '../flow/model-manifest.ts'

/** A capture is unlike the training data when its Unknown flows are this many times what the budget allows. */
const TIMES_BUDGET = 5

/** Of fewer flows a share of Unknown ones says nothing about a capture. */
const FEWEST_FLOWS = 30

const INSTRUMENT_NAMES: Readonly<Record<Instrument, string>> = {
  original: 'CICFlowMeter 3 (the original release of CIC-IDS-2017)',
  corrected: 'the corrected CICFlowMeter',
  'cicflowmeter-4': 'CICFlowMeter 4',
  python: 'the Python cicflowmeter',
  zeek: 'Zeek',
  suricata: 'Suricata',
  nfdump: 'nfdump',
  argus: 'Argus',
  unknown: 'an unknown flow meter',
}

/** What is known of a capture once it is classified. */
export interface CaptureLikeness {
  readonly instrument: Instrument
  /** Flows that are not named a threat. */
  readonly unnamed: number
  readonly unknown: number
  readonly novelty_budget: number
}

/** Why a model has not seen the flow meter of a capture, in a sentence; null when it has, or does not tell. */
export function unseenInstrument({ instruments }: ModelManifest, instrument: Instrument): string | null {
  if (tellsConversations(instrument) || instruments.length === 0 || instruments.includes(instrument)) return null
  return `The flows were measured by ${INSTRUMENT_NAMES[instrument]}, but the model was trained on flows of ${listed(instruments)}. Flow meters split and count flows differently, so these predictions are unreliable.`
}

/**
 * Why a capture as a whole is unlike the training data, in sentences; null when it is not, or is of conversations only. The share of Unknown flows
 * counts when the lower end of its 95% interval is several times the budget, so that a handful of flows says nothing.
 */
export function unlikeTraining(
  manifest: ModelManifest,
  { instrument, unnamed, unknown, novelty_budget }: CaptureLikeness,
): string | null {
  if (tellsConversations(instrument)) return null
  const reasons = [manifest.without_benign === true ? NEVER_BENIGN : null, unseenInstrument(manifest, instrument)]
  const { low } = wilsonInterval(unnamed === 0 ? 0 : unknown / unnamed, unnamed)
  if (novelty_budget > 0 && unnamed >= FEWEST_FLOWS && low > TIMES_BUDGET * novelty_budget) {
    reasons.push(
      `${percent(unknown / unnamed)} of the flows without a named threat are Unknown, where about ${percent(novelty_budget)} is expected: the traffic as a whole differs from the training data. New kinds of attack may also be called Benign.`,
    )
  }
  const told = reasons.filter((reason) => reason !== null)
  return told.length === 0 ? null : told.join(' ')
}

/** None of its flows is ever classified. */
function tellsConversations(instrument: Instrument): boolean {
  return CONVERSATION_INSTRUMENTS.some((each) => each === instrument)
}

function listed(instruments: readonly Instrument[]): string {
  return instruments.map((each) => INSTRUMENT_NAMES[each]).join(' and ')
}

function percent(share: number): string {
  return `${(share * 100).toPrecision(2)}%`
}
