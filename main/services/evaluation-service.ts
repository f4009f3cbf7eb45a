import { AnomalyError } from '../../contract/errors.ts'
import type { ClassScores, Comparison, Disagreement, Evaluation } from '../../contract/scorings.ts'
import { formatFlowId } from '../flow/flow-id.ts'
import { ConfusionMatrix, scoresOf, type Share, wilsonInterval } from '../flow/metrics.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import { BENIGN, LABELS, UNNAMED_THREAT } from '../flow/threat-types.ts'
import { type UnreadCells, unknownLabelsSentence } from '../flow/unread-cells.ts'
import type { Store } from '../store/store.ts'
import type { ScoringRow, ScoringTally } from '../store/scorings.ts'
import { toScoring } from './rescore-service.ts'

/** Flows compared in one step: some ten milliseconds, so that other requests get their turn in between. */
const FLOWS_PER_STEP = 20_000

const EXAMPLES = 5

/** Measures scorings against the labels of their captures, and against each other. */
export class EvaluationService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * What a scoring says against the labels of its capture, from counts that are kept: no flow is read.
   * @throws AnomalyError `not_found`, `conflict` while it is under way or when no flow carries a label
   */
  async evaluate(scoring_id: number): Promise<Evaluation> {
    const tally = await this.#find(scoring_id)
    const evaluation = evaluationOf(tally)
    if (evaluation !== null) return evaluation
    const { capture_id } = tally.scoring
    const capture = await this.#store.captures.get(capture_id)
    const unread = JSON.parse(capture?.unread_cells ?? '[]') as UnreadCells[]
    throw new AnomalyError(
      'conflict',
      `No flow of capture ${String(capture_id)} has a known label, so there is nothing to compare with.${unknownLabelsSentence(unread)}`,
    )
  }

  /**
   * The same of the scoring that a capture shows.
   * @throws AnomalyError `not_found`, `conflict`
   */
  async evaluateShown(capture_id: number): Promise<Evaluation> {
    const capture = await this.#store.captures.get(capture_id)
    if (capture?.scoring_id == null) throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    return this.evaluate(capture.scoring_id)
  }

  /**
   * Two scorings of one capture side by side, and the flows they call differently.
   * @throws AnomalyError `not_found`, `invalid_input` for scorings of different captures, `conflict` while one is under way
   */
  async compare(scoring_id: number, other_id: number): Promise<Comparison> {
    const tallies = await this.#store.scorings.tally([scoring_id, other_id])
    const [{ scoring }, { scoring: other }] = [readyOf(tallies, scoring_id), readyOf(tallies, other_id)]
    if (scoring.capture_id !== other.capture_id) {
      throw new AnomalyError(
        'invalid_input',
        'These scorings belong to different captures. Choose two scorings of the same capture.',
      )
    }
    const [evaluation, other_evaluation] = [scoring_id, other_id].map((id) => evaluationOf(readyOf(tallies, id)))
    const flows = flowsOf(readyOf(tallies, scoring_id))
    const disagreements = await this.#disagreements(scoring, other, flows)
    return {
      scoring: toScoring(scoring),
      other: toScoring(other),
      flows,
      agreeing: flows - disagreements.reduce((sum, each) => sum + each.flows, 0),
      evaluation: evaluation ?? null,
      other_evaluation: other_evaluation ?? null,
      disagreements,
    }
  }

  async #find(scoring_id: number): Promise<ScoringTally> {
    return readyOf(await this.#store.scorings.tally([scoring_id]), scoring_id)
  }

  async #disagreements(scoring: ScoringRow, other: ScoringRow, flows: number): Promise<Disagreement[]> {
    const pairs = new Map<string, Disagreement>()
    for (let first = 1; first <= flows; first += FLOWS_PER_STEP) {
      const last = Math.min(flows, first + FLOWS_PER_STEP - 1)
      const compared = await this.#store.scorings.compare(scoring.id, other.id, first, last)
      // Scorings that are done never change, but their capture may be deleted between two steps.
      if (compared.flows !== last + 1 - first) {
        throw new AnomalyError('conflict', `Capture ${String(scoring.capture_id)} was deleted while it was compared.`)
      }
      for (const { threat_type, other_threat_type, examples, ...row } of compared.differences) {
        const key = JSON.stringify([threat_type, other_threat_type])
        const pair = pairs.get(key) ?? {
          ...{ threat_type, other_threat_type, flows: 0, right: 0, other_right: 0, example_flow_ids: [] },
        }
        pair.flows += row.flows
        pair.right += row.right
        pair.other_right += row.other_right
        const ids = examples.map((flow_number) => formatFlowId({ capture_id: scoring.capture_id, flow_number }))
        pair.example_flow_ids = [...pair.example_flow_ids, ...ids].slice(0, EXAMPLES)
        pairs.set(key, pair)
      }
    }
    return [...pairs.values()].sort((one, two) => two.flows - one.flows)
  }
}

/** @throws AnomalyError `not_found`, `conflict` while the scoring is in progress */
function readyOf(tallies: readonly ScoringTally[], scoring_id: number): ScoringTally {
  const tally = tallies.find(({ scoring }) => scoring.id === scoring_id)
  if (tally === undefined) throw new AnomalyError('not_found', `There is no scoring ${String(scoring_id)}.`)
  if (tally.scoring.status !== 'ready' || tally.capture_status !== 'ready') {
    throw new AnomalyError('conflict', `Scoring ${String(scoring_id)} is still in progress. Wait until it is done.`)
  }
  return tally
}

function flowsOf({ by_label }: ScoringTally): number {
  return by_label.reduce((sum, { flows }) => sum + flows, 0)
}

/** Null when no flow carries a label. */
function evaluationOf({ scoring, by_label }: ScoringTally): Evaluation | null {
  const found = new Set(by_label.flatMap(({ label, threat_type }) => (label === null ? [] : [label, threat_type])))
  if (found.size === 0) return null
  // Benign is class 0 of the scores, whether it occurs or not.
  const named: readonly string[] = [BENIGN, ...LABELS.filter((name) => name !== BENIGN && found.has(name))]
  const classes = [...named, ...[...found].filter((name) => !named.includes(name)).sort()]
  const matrix = new ConfusionMatrix(classes.length)
  let unlabelled = 0
  for (const { label, threat_type, flows } of by_label) {
    if (label === null) unlabelled += flows
    else matrix.add(classes.indexOf(label), classes.indexOf(threat_type), flows)
  }
  return { scoring: toScoring(scoring), unlabelled, ...figuresOf(classes, matrix) }
}

function figuresOf(classes: readonly string[], matrix: ConfusionMatrix): Omit<Evaluation, 'scoring' | 'unlabelled'> {
  const unknown = classes.indexOf(UNKNOWN)
  const { rows, accuracy, macro_f1, fpr, fnr, unknown_rate_benign, unknown_rate_threats, per_class } = scoresOf(
    matrix,
    { unknown, unnamed: classes.indexOf(UNNAMED_THREAT) },
  )
  const counts = classes.map((_, truth) => classes.map((__, predicted) => matrix.count(truth, predicted)))
  const benign = per_class[0]?.support ?? 0
  return {
    labelled: rows,
    accuracy,
    macro_f1,
    fpr,
    fpr_interval: intervalOf(fpr, benign),
    fnr,
    fnr_interval: intervalOf(fnr, rows - benign),
    unknown_rate_benign,
    unknown_rate_threats,
    per_class: classes.map((threat_type, at) => {
      const { precision = null, recall = null, f1 = null, support = 0 } = per_class[at] ?? {}
      const predicted = counts.reduce((sum, row) => sum + (row[at] ?? 0), 0)
      return {
        ...{ threat_type, precision, recall, f1, support, predicted },
        precision_interval: intervalOf(precision, predicted),
        recall_interval: intervalOf(recall, support),
      }
    }),
    confusion: { classes: [...classes], counts },
  }
}

function intervalOf(share: Share, whole: number): ClassScores['recall_interval'] {
  return share === null ? null : wilsonInterval(share, whole)
}
