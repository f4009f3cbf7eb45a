import { basename } from 'node:path'

import type { Instrument } from '../../contract/captures.ts'
import { CellTotals } from '../sources/csv/cell-totals.ts'
import type { MissingCells } from '../flow/missing-cells.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { BENIGN } from '../flow/threat-types.ts'
import { UNKNOWN } from '../flow/novelty.ts'
import type { OddColumns } from '../sources/source.ts'
import { unusualColumns } from '../services/doubts.ts'
import { unlikeTraining } from '../services/likeness.ts'
import { tell } from './output.ts'

const SHOWN_COLUMNS = 10

/** What a command learns of how a capture was read. */
export interface ReadingFacts {
  readonly instrument: Instrument
  readonly notices: readonly string[]
  readonly odd_columns: OddColumns
  readonly missing: readonly MissingCells[]
  readonly unread: readonly UnreadCells[]
  /** Flows by what the model says of them. */
  readonly by_threat_type: Readonly<Record<string, number>>
}

/** Fields of a command's answer, named as those of a capture. */
export interface ReadingNotes {
  readonly notices: readonly string[]
  readonly unlike_training: string | null
  readonly missing_cells: readonly MissingCells[]
  readonly unread_cells: readonly UnreadCells[]
}

export function notesOf(facts: ReadingFacts, manifest: ModelManifest, novelty_budget: number): ReadingNotes {
  const unknown = facts.by_threat_type[UNKNOWN] ?? 0
  const unnamed = (facts.by_threat_type[BENIGN] ?? 0) + unknown
  return {
    notices: [...facts.notices, ...columnNotices(facts.odd_columns)],
    unlike_training: unlikeTraining(manifest, { instrument: facts.instrument, unknown, unnamed, novelty_budget }),
    missing_cells: facts.missing,
    unread_cells: facts.unread,
  }
}

/** What the window shows as a doubt before an import: columns that no known meter writes so. */
export function columnNotices({ duplicates, extras }: OddColumns): string[] {
  const odd = unusualColumns({ duplicates: [...duplicates], extras: [...extras] })
  return [
    ...(odd.duplicates.length > 0
      ? [`Of columns with the same name, the first is read: ${named(odd.duplicates)}.`]
      : []),
    ...(odd.extras.length > 0 ? [`Nothing is read from these columns: ${named(odd.extras)}.`] : []),
  ]
}

function named(columns: readonly string[]): string {
  const shown = columns.slice(0, SHOWN_COLUMNS).map((name) => `"${name.slice(0, 60)}"`)
  const more = columns.length > SHOWN_COLUMNS ? ` and ${String(columns.length - SHOWN_COLUMNS)} more` : ''
  return shown.join(', ') + more
}

/** The notes of several captures as one; notices begin with the file they are of. */
export function joinedNotes(captures: readonly (readonly [file: string, notes: ReadingNotes])[]): ReadingNotes {
  const [only] = captures
  if (captures.length === 1 && only !== undefined) return only[1]
  const missing = new CellTotals<MissingCells>()
  const unread = new CellTotals<UnreadCells>()
  for (const [, { missing_cells, unread_cells }] of captures) {
    missing.add(missing_cells)
    unread.add(unread_cells)
  }
  const told = captures.flatMap(([file, { unlike_training }]) =>
    unlike_training === null ? [] : [`${basename(file)}: ${unlike_training}`],
  )
  return {
    notices: captures.flatMap(([file, { notices }]) => notices.map((notice) => `${basename(file)}: ${notice}`)),
    unlike_training: told.length === 0 ? null : told.join(' '),
    missing_cells: missing.list(),
    unread_cells: unread.list(),
  }
}

/** Tells a person what the window says of the same capture. */
export function tellNotes({ notices, unlike_training, missing_cells, unread_cells }: ReadingNotes): void {
  for (const notice of notices) tell(`note: ${notice}`)
  if (unlike_training !== null) tell(`note: ${unlike_training}`)
  for (const { feature, kind, cells } of missing_cells) {
    tell(
      `note: ${counted(cells)} of ${feature} ${cells === 1 ? 'holds' : 'hold'} no value (${kind}); nothing is filled in.`,
    )
  }
  for (const { column, value, cells } of unread_cells) {
    if (column === 'Label') {
      const which = value === null ? 'another label that names' : `the label "${value}", which names`
      tell(`note: ${cells === 1 ? '1 flow has' : `${String(cells)} flows have`} ${which} no known threat type.`)
      continue
    }
    const which = value === null ? '' : `, "${value}",`
    tell(`note: ${counted(cells)} of ${column}${which} ${cells === 1 ? 'was' : 'were'} read as nothing.`)
  }
}

function counted(cells: number): string {
  return cells === 1 ? '1 cell' : `${String(cells)} cells`
}
