import { Random } from './random.ts'

/** What ties rows together. */
export interface GroupInput {
  readonly rows: number
  /** Row-major, shape [rows, feature_count]. */
  readonly features: Float32Array
  /** -1 where not known. */
  readonly five_tuples: Int32Array
}

/**
 * Group number of every row, the lowest row index of its group: rows with equal feature vectors or equal
 * five-tuples belong together, directly or through others, so that no split can put a flow's twin on the other side.
 */
export function groupsOf({ rows, features, five_tuples }: GroupInput): Int32Array {
  const parent = Int32Array.from({ length: rows }, (_, row) => row)
  const rootOf = (row: number): number => {
    let root = row
    while (parent[root]! !== root) {
      parent[root] = parent[parent[root]!]!
      root = parent[root]!
    }
    return root
  }
  const join = (one: number, other: number): void => {
    const one_root = rootOf(one)
    const other_root = rootOf(other)
    parent[Math.max(one_root, other_root)] = Math.min(one_root, other_root)
  }
  const first_of_tuple = new Map<number, number>()
  const first_of_vector = new Map<string, number>()
  const row_bytes = rows === 0 ? 0 : features.byteLength / rows
  const bytes = Buffer.from(features.buffer, features.byteOffset, features.byteLength)
  for (let row = 0; row < rows; row++) {
    const vector = bytes.toString('latin1', row * row_bytes, (row + 1) * row_bytes)
    const twin = first_of_vector.get(vector)
    if (twin === undefined) first_of_vector.set(vector, row)
    else join(twin, row)
    const tuple = five_tuples[row]!
    if (tuple < 0) continue
    const neighbour = first_of_tuple.get(tuple)
    if (neighbour === undefined) first_of_tuple.set(tuple, row)
    else join(neighbour, row)
  }
  return parent.map((_, row) => rootOf(row))
}

/**
 * Fold of every row, 0 .. fold_count - 1: whole groups, the largest first, each to the fold that has least of its
 * stratum, so that rare classes are spread over the folds.
 * @param strata a number a row (class and file); a group counts as its first row's stratum
 */
export function foldsOf(groups: Int32Array, strata: Int32Array, fold_count: number, seed: number): Uint8Array {
  const members = new Map<number, number>()
  for (const group of groups) members.set(group, (members.get(group) ?? 0) + 1)
  const shuffled = Int32Array.from(members.keys())
  new Random(seed).shuffle(shuffled)
  const by_size = Array.from(shuffled).sort((one, other) => members.get(other)! - members.get(one)!)
  const load = new Map<number, Float64Array>()
  const fold_of_group = new Map<number, number>()
  for (const group of by_size) {
    const stratum = strata[group]!
    const filled = load.get(stratum) ?? new Float64Array(fold_count)
    load.set(stratum, filled)
    const fold = filled.indexOf(Math.min(...filled))
    filled[fold]! += members.get(group)!
    fold_of_group.set(group, fold)
  }
  return Uint8Array.from(groups, (group) => fold_of_group.get(group)!)
}
