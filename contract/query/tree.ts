/** Characters of a query, from `start` up to and without `end`, both counted from 0. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** Characters that a query may have. */
export const MOST_QUERY_CHARACTERS = 2000

/** What a list can be searched for. */
export type Subject = 'flows' | 'alerts'

/** `:` asks for one of the values, the others compare with the only one. */
export type Comparison = ':' | '>' | '>=' | '<' | '<='

export type Value =
  /** In the unit of the field: µs for durations and times, a share of 1 for confidences. */
  | { readonly kind: 'number'; readonly value: number }
  /** Both ends are within. */
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'text'; readonly text: string }
  /** The addresses that begin with the first `bits` of this one. */
  | { readonly kind: 'network'; readonly address: string; readonly bits: number }

export interface PlacedValue extends Span {
  readonly value: Value
}

/** A comparison of one field. */
export interface FieldTest {
  readonly kind: 'test'
  /** Name in the table of fields. */
  readonly field: string
  readonly comparison: Comparison
  readonly values: readonly PlacedValue[]
}

/** A query as a tree. `all` without parts holds for everything; parts are never of the kind of their parent. */
export type QueryTree =
  | { readonly kind: 'all' | 'any'; readonly parts: readonly QueryTree[] }
  | { readonly kind: 'not'; readonly part: QueryTree }
  | { readonly kind: 'text'; readonly text: string }
  | FieldTest

export const EVERYTHING: QueryTree = { kind: 'all', parts: [] }

/** All of these hold, or any of these does. */
export function combined(kind: 'all' | 'any', parts: readonly QueryTree[]): QueryTree {
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]))
  const [only] = flat
  return only !== undefined && flat.length === 1 ? only : { kind, parts: flat }
}

export function negated(part: QueryTree): QueryTree {
  return part.kind === 'not' ? part.part : { kind: 'not', part }
}

/** Comparisons of fields anywhere in a query. */
export function testsOf(tree: QueryTree): readonly FieldTest[] {
  switch (tree.kind) {
    case 'test':
      return [tree]
    case 'text':
      return []
    case 'not':
      return testsOf(tree.part)
    default:
      return tree.parts.flatMap(testsOf)
  }
}

/** Whether text is searched for anywhere in a query. */
export function hasText(tree: QueryTree): boolean {
  if (tree.kind === 'not') return hasText(tree.part)
  return tree.kind === 'text' || (tree.kind !== 'test' && tree.parts.some(hasText))
}
