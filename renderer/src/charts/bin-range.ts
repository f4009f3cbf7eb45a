import type { Bin } from '../../../contract/chart-bins.ts'

/** Bins from where a choice began to where it is now. */
export interface BinRange {
  readonly anchor: number
  readonly cursor: number
}

/** The bin under a place of the plot, or the nearest one. */
export function binAt(x: number, width: number, bins: number): number {
  return Math.max(0, Math.min(bins - 1, Math.floor((x / width) * bins)))
}

/** A choice after a key, which begins at either end; undefined for a key that means nothing here. */
export function movedRange(
  range: BinRange | null,
  { key, shiftKey }: { key: string; shiftKey: boolean },
  bins: number,
): BinRange | undefined {
  const last = bins - 1
  const from = range?.cursor
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: from === undefined ? last : from - 1,
    ArrowRight: from === undefined ? 0 : from + 1,
    PageUp: (from ?? bins) - 10,
    PageDown: (from ?? -1) + 10,
    Home: 0,
    End: last,
  }
  const target = targets[key]
  if (target === undefined || bins === 0) return undefined
  const cursor = Math.max(0, Math.min(last, target))
  return { anchor: shiftKey && range ? range.anchor : cursor, cursor }
}

export function orderedRange({ anchor, cursor }: BinRange): { first: number; last: number } {
  return { first: Math.min(anchor, cursor), last: Math.max(anchor, cursor) }
}

/** Where bins begin and end on the axis; null when they are there no more. */
export function timesOf(
  { first, last }: { first: number; last: number },
  bins: readonly Bin[],
): { start: number; end: number } | null {
  const [from, to] = [bins[first], bins[last]]
  return from === undefined || to === undefined ? null : { start: from.start, end: to.end }
}
