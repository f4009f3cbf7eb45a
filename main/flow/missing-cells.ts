import { missingKind } from './cell.ts'
import { FEATURE_COUNT, FEATURES, featureIndex } from './features.ts'

/** How a file says that a flow has no value of a feature: an empty cell, NaN, an infinity, or a negative number. */
export const MISSING_KINDS = ['empty', 'nan', 'infinite', 'negative'] as const
export type MissingKind = (typeof MISSING_KINDS)[number]

/** Cells of one feature that say so in one way. */
export interface MissingCells {
  readonly feature: string
  readonly kind: MissingKind
  readonly cells: number
}

/** The window of a flow without TCP is written as -1. */
const NONE_IF_NEGATIVE: readonly number[] = ['Init_Win_bytes_forward', 'Init_Win_bytes_backward'].flatMap(
  (name) => featureIndex(name) ?? [],
)

/** Counts cells of classified flows that were taken as missing. */
export class MissingCounter {
  /** Shape [FEATURE_COUNT, kinds]. */
  readonly #counts = new Uint32Array(FEATURE_COUNT * MISSING_KINDS.length)

  /** Counts a cell that was read as NaN. */
  add(feature: number, cell: string): void {
    this.#add(feature, missingKind(cell) ?? 'nan', 1)
  }

  /** Counts the negative values that mean none. @param features shape [rows, FEATURE_COUNT] */
  addNegatives(features: Float32Array, rows: number): void {
    for (const feature of NONE_IF_NEGATIVE) {
      let cells = 0
      for (let row = 0; row < rows; row += 1) if (features[row * FEATURE_COUNT + feature]! < 0) cells += 1
      this.#add(feature, 'negative', cells)
    }
  }

  counts(): MissingCells[] {
    return FEATURES.flatMap(({ name }, feature) =>
      MISSING_KINDS.flatMap((kind, at) => {
        const cells = this.#counts[feature * MISSING_KINDS.length + at]!
        return cells === 0 ? [] : [{ feature: name, kind, cells }]
      }),
    )
  }

  #add(feature: number, kind: MissingKind, cells: number): void {
    this.#counts[feature * MISSING_KINDS.length + MISSING_KINDS.indexOf(kind)]! += cells
  }
}
