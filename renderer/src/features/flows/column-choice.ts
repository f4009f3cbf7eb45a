import { type FlowColumns, NARROWEST_PX, WIDEST_PX } from '../../../../contract/flow-columns.ts'
import { type FlowColumn, OWN_COLUMNS } from './columns-in-room.ts'
import { type Feature, isFeature } from './feature-columns.ts'

const OWN: ReadonlySet<string> = new Set(OWN_COLUMNS)

const isColumn = (id: string): id is FlowColumn => OWN.has(id) || isFeature(id)

/**
 * Columns from left to right as they were chosen; what is not known, or named twice, is passed over.
 * @param standard the columns where none were chosen, or none is left
 */
export function shownColumns({ shown }: FlowColumns, standard: readonly FlowColumn[]): readonly FlowColumn[] {
  const chosen = [...new Set(shown)].filter(isColumn)
  return chosen.length === 0 ? standard : chosen
}

/** The features among chosen columns, to be asked for with a list; nothing where there are none. */
export function featuresOf(shown: readonly string[] | null): { features?: Feature[] } {
  const features = [...new Set(shown)].filter(isFeature)
  return features.length === 0 ? {} : { features }
}

/** The columns with one shown or hidden; a new one comes last, and the last one stays. */
export function withColumn(
  columns: readonly FlowColumn[],
  column: FlowColumn,
  isShown: boolean,
): readonly FlowColumn[] {
  const others = columns.filter((each) => each !== column)
  if (isShown) return columns.includes(column) ? columns : [...columns, column]
  return others.length === 0 ? columns : others
}

/** The columns with one moved so many places to the right, or to the left, as far as there are places. */
export function moveColumn(columns: readonly FlowColumn[], column: FlowColumn, steps: number): readonly FlowColumn[] {
  const from = columns.indexOf(column)
  const to = Math.max(0, Math.min(columns.length - 1, from + steps))
  if (from === -1 || to === from) return columns
  return columns.filter((each) => each !== column).toSpliced(to, 0, column)
}

/** The choice with another width of a column; null gives it its own again. */
export function withWidth(choice: FlowColumns, column: FlowColumn, px: number | null): FlowColumns {
  const others = Object.fromEntries(Object.entries(choice.widths_px).filter(([each]) => each !== column))
  return { ...choice, widths_px: px === null ? others : { ...others, [column]: allowedWidth(px) } }
}

/** The nearest width that a column can have. */
export function allowedWidth(px: number): number {
  return Math.round(Math.max(NARROWEST_PX, Math.min(WIDEST_PX, px)))
}
