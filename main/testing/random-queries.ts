import fc from 'fast-check'

import { type Field, FIELDS } from '../../contract/query/fields.ts'
import {
  combined,
  type Comparison,
  negated,
  type QueryTree,
  type Subject,
  type Value,
} from '../../contract/query/tree.ts'
import { SEVERITY_ORDER, STATES } from '../../contract/query/values.ts'

/** Few of each, so that queries and random flows meet. */
export const ADDRESSES = ['10.0.0.1', '10.0.0.2', '10.0.1.1', '192.168.10.50', '2001:db8::1', '::1', 'printer']
export const PORTS = [0, 53, 80, 443, 4444, 40_000, 65_535]
export const TYPES = ['Benign', 'DDoS', 'DoS Hulk', 'Web Attack - XSS', 'Unknown']
const TEXTS = [...TYPES, 'ddos', '10.0', 'a "quoted" \\ text', 'or', '-', '443']

const SPAN = { start: 0, end: 0 }
const number = (value: number): Value => ({ kind: 'number', value })
const text = (value: string): Value => ({ kind: 'text', text: value })

const numbers = (arbitrary: fc.Arbitrary<number>): fc.Arbitrary<Value> =>
  fc.oneof(
    arbitrary.map(number),
    fc.tuple(arbitrary, arbitrary).map(([one, other]): Value => {
      return { kind: 'range', from: Math.min(one, other), to: Math.max(one, other) }
    }),
  )

const plain = fc
  .oneof(fc.integer({ min: -2, max: 200 }), fc.double({ min: 0, max: 1e6, noNaN: true }))
  .map((value) => value + 0)

function valueOf({ kind }: Field): fc.Arbitrary<Value> {
  switch (kind) {
    case 'address':
      return fc.oneof(
        fc.constantFrom(...ADDRESSES).map(text),
        fc.record({
          kind: fc.constant('network' as const),
          address: fc.constantFrom('10.0.0.0', '192.168.10.50'),
          bits: fc.integer({ min: 0, max: 32 }),
        }),
        fc.record({
          kind: fc.constant('network' as const),
          address: fc.constant('2001:db8::'),
          bits: fc.integer({ min: 0, max: 128 }),
        }),
      )
    case 'type':
    case 'text':
      return fc.constantFrom(...TEXTS).map(text)
    case 'capture':
      return fc.oneof(fc.constantFrom(...TEXTS, 'x.csv').map(text), fc.integer({ min: 1, max: 3 }).map(number))
    case 'state':
      return fc.constantFrom(...STATES).map(text)
    case 'severity':
      return fc.constantFrom(...SEVERITY_ORDER).map(text)
    case 'port':
      return numbers(fc.constantFrom(...PORTS))
    case 'protocol':
      return numbers(fc.constantFrom(6, 17, 1, 200))
    case 'share':
      return numbers(
        fc.oneof(
          fc.constantFrom(0, 0.5, 0.9, 1),
          fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
        ),
      )
    case 'count':
      return numbers(fc.integer({ min: 0, max: 200 }))
    case 'after':
    case 'before':
      return fc
        .oneof(
          fc.integer({ min: 0, max: 200 }).map((at_s) => at_s * 1e6),
          fc.integer({ min: 0, max: 4e15 }),
        )
        .map(number)
    default:
      return numbers(plain)
  }
}

function comparisonsOf({ kind }: Field): readonly Comparison[] {
  const is_ordered = ['port', 'protocol', 'share', 'count', 'number', 'duration', 'severity'].includes(kind)
  return is_ordered ? [':', '>', '>=', '<', '<='] : [':']
}

function testOf(field: Field): fc.Arbitrary<QueryTree> {
  return fc.constantFrom(...comparisonsOf(field)).chain((comparison) => {
    const most = comparison !== ':' || field.kind === 'after' || field.kind === 'before' ? 1 : 3
    const values = fc.array(valueOf(field), { minLength: 1, maxLength: most })
    return values.map((each): QueryTree => {
      const allowed = each.map((value) => (comparison !== ':' && value.kind === 'range' ? number(value.from) : value))
      return { kind: 'test', field: field.name, comparison, values: allowed.map((value) => ({ value, ...SPAN })) }
    })
  })
}

/** Any query of a subject, as a tree. */
export function randomQuery(subject: Subject): fc.Arbitrary<QueryTree> {
  const fields = FIELDS.filter(({ of }) => of.includes(subject))
  // Of the features, which are most of the fields, a few are enough.
  const usual = fields.filter(({ name, features }) => features.length === 0 || !name.includes('_'))
  const test = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...usual).chain(testOf) },
    { weight: 1, arbitrary: fc.constantFrom(...fields).chain(testOf) },
  )
  const leaf = fc.oneof(
    { weight: 6, arbitrary: test },
    { weight: 1, arbitrary: fc.constantFrom(...TEXTS).map((each): QueryTree => ({ kind: 'text', text: each })) },
  )
  const { tree } = fc.letrec<{ tree: QueryTree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((parts) => combined('all', parts)),
      fc.array(tie('tree'), { minLength: 1, maxLength: 3 }).map((parts) => combined('any', parts)),
      tie('tree').map(negated),
    ),
  }))
  return tree
}
