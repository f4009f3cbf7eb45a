import { type Field, fieldNamed } from '../../../contract/query/fields.ts'
import { textMatch, valueMatch } from '../../../contract/query/match.ts'
import type { FieldTest, QueryTree } from '../../../contract/query/tree.ts'
import { NO_LABEL, NO_NUMBER } from '../../flow/flow-batch.ts'
import { roundShare } from '../../flow/round-share.ts'
import type { FlowKeys, ScoredFacts } from '../../scoring/prediction-chunk.ts'
import type { SearchedCapture } from './coverage.ts'

/** Flows of a chunk; columns are decoded when they are asked for. */
export interface ChunkColumns {
  readonly keys: FlowKeys
  readonly facts: ScoredFacts
  readonly capture: SearchedCapture
  /** Values of a feature, one for each flow: NaN where there is none. */
  readonly feature: (index: number) => Float32Array
}

export type RowTest = (row: number) => boolean

/** Whether a query holds for a flow of a chunk, by its row: what `isMatchingFlow` of the contract says of the flow. */
export function rowTest(tree: QueryTree, columns: ChunkColumns): RowTest {
  switch (tree.kind) {
    case 'all': {
      const tests = tree.parts.map((part) => lazy(() => rowTest(part, columns)))
      return (row) => tests.every((holds) => holds(row))
    }
    case 'any': {
      const tests = tree.parts.map((part) => lazy(() => rowTest(part, columns)))
      return (row) => tests.some((holds) => holds(row))
    }
    case 'not': {
      const holds = rowTest(tree.part, columns)
      return (row) => !holds(row)
    }
    case 'text':
      return ofText(tree.text, columns)
    case 'test':
      return ofTest(tree, fieldNamed(tree.field), columns)
  }
}

/** Decodes nothing before it is asked. */
export function lazy(make: () => RowTest): RowTest {
  let made: RowTest | undefined
  return (row) => (made ??= make())(row)
}

function ofTest(test: FieldTest, field: Field, columns: ChunkColumns): RowTest {
  const holds = valueMatch(test)
  if (field.features.length > 0) return ofFeatures(field.features.map(columns.feature), holds)
  const { keys, capture } = columns
  switch (field.name) {
    case 'after':
    case 'before':
      return (row) => keys.timestamps_known[row] === 1 && holds(keys.timestamps_us[row]!)
    case 'capture': {
      const is_wanted = holds(capture.id) || holds(capture.name)
      return () => is_wanted
    }
    case 'type':
      return byCode(keys.threat_types, keys.class_names.map(holds))
    default:
      return ofFacts(field.name, holds, columns.facts)
  }
}

function ofFacts(name: string, holds: (value: string | number) => boolean, facts: ScoredFacts): RowTest {
  switch (name) {
    case 'src':
      return byAddress(facts.sources, facts, holds)
    case 'dst':
      return byAddress(facts.destinations, facts, holds)
    case 'ip':
      return either(byAddress(facts.sources, facts, holds), byAddress(facts.destinations, facts, holds))
    case 'sport':
      return byNumber(facts.source_ports, holds)
    case 'dport':
      return byNumber(facts.destination_ports, holds)
    case 'port':
      return either(byNumber(facts.source_ports, holds), byNumber(facts.destination_ports, holds))
    case 'proto':
      return byNumber(facts.protocols, holds)
    case 'confidence':
      return (row) => holds(roundShare(facts.confidences[row]!))
    case 'label':
      return byLabel(facts, holds)
    case 'line':
      return (row) => holds(facts.line_numbers[row]!)
    default:
      throw new RangeError(`flows have no field ${name}`)
  }
}

function ofText(text: string, { keys, facts }: ChunkColumns): RowTest {
  const holds = textMatch(text)
  const tests = [
    byCode(keys.threat_types, keys.class_names.map(holds)),
    byAddress(facts.sources, facts, holds),
    byAddress(facts.destinations, facts, holds),
    byLabel(facts, holds),
  ]
  return (row) => tests.some((each) => each(row))
}

function ofFeatures(columns: readonly Float32Array[], holds: (value: number) => boolean): RowTest {
  const [one, other] = columns
  if (one === undefined) return () => false
  if (other === undefined) return (row) => holds(one[row]!)
  return (row) => holds(columns.reduce((sum, column) => sum + column[row]!, 0))
}

function byCode(codes: Uint8Array | Uint32Array, wanted: readonly boolean[]): RowTest {
  return (row) => wanted[codes[row]!] === true
}

/** Each address of the chunk is compared once. */
function byAddress(codes: Uint32Array, { addresses }: ScoredFacts, holds: (value: string) => boolean): RowTest {
  return byCode(codes, [false, ...addresses.map((address) => holds(address))])
}

function byLabel({ labels, label_names }: ScoredFacts, holds: (value: string) => boolean): RowTest {
  const wanted = label_names.map((name) => holds(name))
  return (row) => labels[row] !== NO_LABEL && wanted[labels[row]!] === true
}

function byNumber(numbers: Int32Array, holds: (value: number) => boolean): RowTest {
  return (row) => numbers[row] !== NO_NUMBER && holds(numbers[row]!)
}

function either(one: RowTest, other: RowTest): RowTest {
  return (row) => one(row) || other(row)
}
