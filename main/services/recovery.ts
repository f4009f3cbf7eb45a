import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { InterruptedWork } from '../store/upkeep.ts'
import type { Removal } from './removal.ts'
import { nowUs } from './time.ts'

const LONGEST_LIST = 3

const CUT_OFF = 'AnomalyX stopped during this import; nothing was kept. Import the file again.'
const INTERRUPTED = 'AnomalyX stopped while this job was running or waiting; nothing was kept. Start it again.'
const NEVER_BEGUN = 'AnomalyX stopped before this import started. Import the file again.'

/**
 * Clears up after the AnomalyX before this one: marks what was under way or waiting as interrupted, and removes what a
 * crash, a cancellation or a deletion left behind.
 * @returns sentences for a person
 */
export async function recover(store: Store, removal: Removal): Promise<string[]> {
  const { cut_off, never_begun, other, hidden, hidden_scorings } = await store.upkeep.recover(nowUs(), {
    running: problemText(CUT_OFF),
    queued: problemText(NEVER_BEGUN),
    other: problemText(INTERRUPTED),
  })
  for (const capture_id of hidden) removal.remove(capture_id)
  for (const scoring_id of hidden_scorings) removal.removeScoring(scoring_id)
  return [
    ...cut_off.map(
      (title) => `The import of ${title} was interrupted when AnomalyX stopped. Nothing was kept; import it again.`,
    ),
    ...(never_begun.length === 0
      ? []
      : [`AnomalyX stopped before these files were imported: ${listed(never_begun)}. Import them again.`]),
    ...other.map(({ kind, title }) => INTERRUPTIONS[kind](title)),
  ]
}

const INTERRUPTIONS: Readonly<Record<InterruptedWork['kind'], (title: string) => string>> = {
  training: (title) => `The training of ${title} was interrupted when AnomalyX stopped; start it again.`,
  rescore: (title) => `AnomalyX stopped while re-scoring ${title}; the earlier predictions are unchanged.`,
  export: (title) => `AnomalyX stopped while saving ${title}; no file was written. Export it again.`,
  packets: (title) => `AnomalyX stopped while saving ${title}; no file was written. Save them again.`,
}

function problemText(sentence: string): string {
  return JSON.stringify(toProblem(new AnomalyError('cancelled', sentence)))
}

function listed(titles: readonly string[]): string {
  const shown = titles.slice(0, LONGEST_LIST).join(', ')
  return titles.length <= LONGEST_LIST ? shown : `${shown} and ${String(titles.length - LONGEST_LIST)} more`
}
