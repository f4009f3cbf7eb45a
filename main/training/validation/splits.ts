import { FEATURE_COUNT } from '../../flow/features.ts'
import type { TrainingSet } from '../dataset.ts'
import { groupsOf } from '../groups.ts'

const DAY_US = 24 * 3600 * 1e6

/**
 * The set without copies: of the flows of one file with equal features and equal label the first one stays.
 * @returns the flows that stay, and how many of each file went
 */
export function withoutCopies(set: TrainingSet): { readonly set: TrainingSet; readonly copies: readonly number[] } {
  const copies = new Array<number>(set.files.length).fill(0)
  const seen = new Set<string>()
  const { buffer, byteOffset, byteLength } = set.features
  const bytes = Buffer.from(buffer, byteOffset, byteLength)
  const row_bytes = FEATURE_COUNT * Float32Array.BYTES_PER_ELEMENT
  const kept: number[] = []
  for (let row = 0; row < set.rows; row++) {
    const file = set.file_of_row[row]!
    const vector = bytes.toString('latin1', row * row_bytes, (row + 1) * row_bytes)
    const key = `${String(file)} ${String(set.labels[row])} ${vector}`
    if (seen.has(key)) copies[file]! += 1
    else kept.push(row)
    seen.add(key)
  }
  return { set: rowsOf(set, kept), copies }
}

function rowsOf(set: TrainingSet, kept: readonly number[]): TrainingSet {
  const features = new Float32Array(kept.length * FEATURE_COUNT)
  const labels = new Uint8Array(new SharedArrayBuffer(kept.length))
  kept.forEach((row, index) => {
    features.set(set.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), index * FEATURE_COUNT)
    labels[index] = set.labels[row]!
  })
  return {
    rows: kept.length,
    features,
    labels,
    five_tuples: Int32Array.from(kept, (row) => set.five_tuples[row]!),
    timestamps_us: Float64Array.from(kept, (row) => set.timestamps_us[row]!),
    file_of_row: Uint16Array.from(kept, (row) => set.file_of_row[row]!),
    files: set.files,
  }
}

/**
 * Conversation of every row, as the lowest row of it: rows with one five-tuple (in either direction) belong together;
 * where none is known, rows with equal features.
 */
export function conversationsOf(set: TrainingSet): Int32Array {
  const by_vector = groupsOf({ ...set, five_tuples: new Int32Array(set.rows).fill(-1) })
  const first_of_tuple = new Map<number, number>()
  return by_vector.map((group, row) => {
    const tuple = set.five_tuples[row]!
    if (tuple < 0) return group
    const first = first_of_tuple.get(tuple) ?? row
    first_of_tuple.set(tuple, first)
    return first
  })
}

/** Day (UTC) of every row since 1970, -1 where no time is known. */
export function daysOf({ timestamps_us }: TrainingSet): Int32Array {
  return Int32Array.from(timestamps_us, (at_us) => (Number.isNaN(at_us) ? -1 : Math.floor(at_us / DAY_US)))
}
