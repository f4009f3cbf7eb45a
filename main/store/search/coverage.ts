import { ipBytes } from '../../../contract/ip-address.ts'
import { type Field, fieldNamed } from '../../../contract/query/fields.ts'
import { storedNumber, textMatch, valueMatch } from '../../../contract/query/match.ts'
import type { FieldTest, QueryTree } from '../../../contract/query/tree.ts'
import type { FeatureRange } from '../../flow/feature-ranges.ts'
import { roundShare } from '../../flow/round-share.ts'
import {
  addressHash,
  type ChunkSummary,
  type Occurring,
  type OccurringAddresses,
  v4Number,
} from '../../scoring/chunk-summary.ts'

/** For how many flows of a chunk a query holds, as far as its summary tells. */
export type Coverage = 'none' | 'some' | 'all'

/** What is known of a chunk before it is decoded. */
export interface KnownOfChunk {
  readonly min_timestamp_us: number
  readonly max_timestamp_us: number
  readonly capture: SearchedCapture
  /** Undefined for a chunk that was written before there were summaries. */
  readonly summary: () => ChunkSummary | undefined
  readonly featureRange: (feature: number) => FeatureRange | undefined
}

export interface SearchedCapture {
  readonly id: number
  readonly name: string
  /** Whether flows whose capture tells no time may be among its flows: they have the time of the import. */
  readonly has_untimed: boolean
}

/** Never `none` or `all` where the flows themselves say otherwise. */
export function coverageOf(tree: QueryTree, known: KnownOfChunk): Coverage {
  switch (tree.kind) {
    case 'text':
      return ofText(tree.text, known.summary())
    case 'not':
      return opposite(coverageOf(tree.part, known))
    case 'all':
      return ofAll(tree.parts, known)
    case 'any':
      return opposite(
        ofAll(
          tree.parts.map((part): QueryTree => ({ kind: 'not', part })),
          known,
        ),
      )
    case 'test':
      return ofTest(tree, fieldNamed(tree.field), known)
  }
}

/** Texts that occur are compared; of addresses that are kept as hashes nothing can be told. */
function ofText(text: string, summary: ChunkSummary | undefined): Coverage {
  if (summary === undefined) return 'some'
  const { types, labels, sources, destinations } = summary
  if (sources.others.length > 0 || destinations.others.length > 0) return 'some'
  const holds = textMatch(text)
  const occurs =
    [...types.values, ...labels.values].some(holds) || [sources.v4, destinations.v4].some((v4) => hasAddress(v4, holds))
  return occurs ? 'some' : 'none'
}

function hasAddress(v4: Uint32Array, holds: (text: string) => boolean): boolean {
  for (const number of v4) {
    const text = `${String(number >>> 24)}.${String((number >>> 16) & 255)}.${String((number >>> 8) & 255)}.${String(number & 255)}`
    if (holds(text)) return true
  }
  return false
}

function opposite(coverage: Coverage): Coverage {
  if (coverage === 'some') return 'some'
  return coverage === 'none' ? 'all' : 'none'
}

function ofAll(parts: readonly QueryTree[], known: KnownOfChunk): Coverage {
  let coverage: Coverage = 'all'
  for (const part of parts) {
    const own = coverageOf(part, known)
    if (own === 'none') return 'none'
    if (own === 'some') coverage = 'some'
  }
  return coverage
}

function eitherOf(one: Coverage, other: Coverage): Coverage {
  if (one === 'all' || other === 'all') return 'all'
  return one === 'none' && other === 'none' ? 'none' : 'some'
}

function ofTest(test: FieldTest, field: Field, known: KnownOfChunk): Coverage {
  if (field.features.length > 0) return ofFeatures(test, field, known)
  switch (field.name) {
    case 'after':
    case 'before':
      return withUntimed(ofRange(test, field, known.min_timestamp_us, known.max_timestamp_us), known.capture)
    case 'capture': {
      const holds = valueMatch(test)
      return holds(known.capture.id) || holds(known.capture.name) ? 'all' : 'none'
    }
    default: {
      const summary = known.summary()
      return summary === undefined ? 'some' : inSummary(test, field, summary)
    }
  }
}

/** A flow without a time is neither before nor after any. */
function withUntimed(coverage: Coverage, { has_untimed }: SearchedCapture): Coverage {
  return coverage === 'all' && has_untimed ? 'some' : coverage
}

function inSummary(test: FieldTest, field: Field, summary: ChunkSummary): Coverage {
  switch (field.name) {
    case 'type':
      return ofOccurring(test, summary.types)
    case 'label':
      return ofOccurring(test, summary.labels)
    case 'proto':
      return ofOccurring(test, summary.protocols)
    case 'sport':
      return ofOccurring(test, summary.source_ports)
    case 'dport':
      return ofOccurring(test, summary.destination_ports)
    case 'port':
      return eitherOf(ofOccurring(test, summary.source_ports), ofOccurring(test, summary.destination_ports))
    case 'src':
      return ofAddresses(test, summary.sources)
    case 'dst':
      return ofAddresses(test, summary.destinations)
    case 'ip':
      return eitherOf(ofAddresses(test, summary.sources), ofAddresses(test, summary.destinations))
    case 'confidence':
      return ofRange(test, field, roundShare(summary.confidence[0]), roundShare(summary.confidence[1]))
    case 'line':
      return ofRange(test, field, ...summary.line)
    default:
      return 'some'
  }
}

function ofOccurring(test: FieldTest, { values, has_none }: Occurring<string | number>): Coverage {
  const holds = valueMatch(test)
  let fitting = 0
  for (const value of values) if (holds(value)) fitting += 1
  if (fitting === 0) return 'none'
  return fitting === values.length && !has_none ? 'all' : 'some'
}

function ofAddresses({ values }: FieldTest, { v4, others }: OccurringAddresses): Coverage {
  const occurs = values.some(({ value }) => {
    if (value.kind === 'text') {
      const bytes = ipBytes(value.text)
      return bytes?.length === 4
        ? hasWithin(v4, v4Number(bytes), v4Number(bytes))
        : hasWithin(others, addressHash(value.text), addressHash(value.text))
    }
    if (value.kind !== 'network') return true
    const bytes = ipBytes(value.address) ?? []
    if (bytes.length !== 4) return others.length > 0
    const size = 2 ** (32 - value.bits)
    const first = Math.floor(v4Number(bytes) / size) * size
    return hasWithin(v4, first, first + size - 1)
  })
  return occurs ? 'some' : 'none'
}

/** Whether a sorted list has a value from `first` to `last`. */
function hasWithin(sorted: Uint32Array, first: number, last: number): boolean {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle]! < first) low = middle + 1
    else high = middle
  }
  return low < sorted.length && sorted[low]! <= last
}

function ofFeatures(test: FieldTest, field: Field, known: KnownOfChunk): Coverage {
  let min = 0
  let max = 0
  let has_missing = false
  for (const feature of field.features) {
    const range = known.featureRange(feature)
    if (range === undefined) return 'some'
    min += range.min
    max += range.max
    has_missing ||= range.has_missing
  }
  // Where no flow has the feature, the minimum is infinite, and nothing can be compared with it.
  if (!(min <= max)) return 'none'
  const coverage = ofRange(test, field, min, max)
  return coverage === 'all' && has_missing ? 'some' : coverage
}

/** Of values that lie from `min` to `max`, both of which may occur. */
function ofRange(test: FieldTest, field: Field, min: number, max: number): Coverage {
  const holds = valueMatch(test)
  const { comparison, values } = test
  if (comparison === ':' && field.kind !== 'after' && field.kind !== 'before') {
    if (min === max) return holds(min) ? 'all' : 'none'
    const is_apart = values.every(({ value }) => {
      if (value.kind === 'range') return storedNumber(field, value.to) < min || storedNumber(field, value.from) > max
      if (value.kind !== 'number') return false
      const wanted = storedNumber(field, value.value)
      return wanted < min || wanted > max
    })
    if (is_apart) return 'none'
    const holds_all = values.some(
      ({ value }) =>
        value.kind === 'range' && storedNumber(field, value.from) <= min && storedNumber(field, value.to) >= max,
    )
    return holds_all ? 'all' : 'some'
  }
  // The rest hold from some value on, or up to one.
  const at_ends = Number(holds(min)) + Number(holds(max))
  if (at_ends === 1) return 'some'
  return at_ends === 2 ? 'all' : 'none'
}
