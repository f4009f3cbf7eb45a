import type { Flow } from '../../../../contract/flows.ts'

/** A row with its place in the whole list. */
export interface PlacedFlow {
  readonly flow: Flow
  readonly place: number
}

/** Rows that were chosen, by the ids of their flows, and the one that a stretch of rows begins at. */
export interface RowChoice {
  readonly rows: ReadonlyMap<string, PlacedFlow>
  readonly anchor: PlacedFlow | null
}

export const NO_ROWS: RowChoice = { rows: new Map(), anchor: null }

/** The choice with a row more, or without one that is chosen already. */
export function withRow({ rows }: RowChoice, row: PlacedFlow): RowChoice {
  const next = new Map(rows)
  if (!next.delete(row.flow.id)) next.set(row.flow.id, row)
  return { rows: next, anchor: row }
}

/** All rows that follow one another from a place on. */
export function rowsFrom(first: number, flows: readonly Flow[]): ReadonlyMap<string, PlacedFlow> {
  return new Map(flows.map((flow, row) => [flow.id, { flow, place: first + row }]))
}

/** The flows that are chosen, in the order of the list. */
export function flowsOf({ rows }: RowChoice): readonly Flow[] {
  return [...rows.values()].sort((one, other) => one.place - other.place).map(({ flow }) => flow)
}
