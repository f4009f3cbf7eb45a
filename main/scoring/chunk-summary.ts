import { ipBytes } from '../../contract/ip-address.ts'
import { NO_LABEL, NO_NUMBER } from '../flow/flow-batch.ts'
import type { FlowKeys, ScoredFacts } from './prediction-chunk.ts'

/** Values that occur in a chunk, each once. */
export interface Occurring<Value> {
  readonly values: Iterable<Value> & { readonly length: number }
  /** Whether some flow has none. */
  readonly has_none: boolean
}

/** Addresses that occur at one end of the flows of a chunk. */
export interface OccurringAddresses {
  /** IPv4 addresses as numbers, sorted. */
  readonly v4: Uint32Array
  /** Hashes of all others, sorted: {@link addressHash}. */
  readonly others: Uint32Array
}

/** What the flows of a chunk are like. */
export interface ChunkSummary {
  readonly types: Occurring<string>
  readonly labels: Occurring<string>
  readonly protocols: Occurring<number>
  readonly source_ports: Occurring<number>
  readonly destination_ports: Occurring<number>
  readonly sources: OccurringAddresses
  readonly destinations: OccurringAddresses
  /** Least and greatest, as stored. */
  readonly confidence: readonly [number, number]
  readonly line: readonly [number, number]
}

const FORMAT = 1

/** The part of a summary that is short. */
interface Head {
  format: number
  types: string[]
  labels: string[]
  protocols: number[]
  /** Labels, protocols, source ports, destination ports that some flow lacks. */
  none: [boolean, boolean, boolean, boolean]
  confidence: [number, number]
  line: [number, number]
  /** Entries of the arrays that follow the head. */
  lengths: number[]
}

/** Summary of a chunk as bytes: length of the head, head as JSON, arrays of 32 and then 16 bits. */
export function encodeSummary(keys: FlowKeys, facts: ScoredFacts): Uint8Array<ArrayBuffer> {
  const { rows } = keys
  const protocols = distinct(facts.protocols, rows)
  const source_ports = distinct(facts.source_ports, rows)
  const destination_ports = distinct(facts.destination_ports, rows)
  const labels = distinct(facts.labels, rows)
  const known_labels = labels.filter((label) => label !== NO_LABEL)
  const addresses = facts.addresses.map(numberOf)
  const words = [...endsOf(facts.sources, rows, addresses), ...endsOf(facts.destinations, rows, addresses)]
  const ports = [source_ports, destination_ports].map((each) => each.filter((port) => port !== NO_NUMBER))
  const head: Head = {
    format: FORMAT,
    types: distinct(keys.threat_types, rows).map((type) => keys.class_names[type]!),
    labels: known_labels.map((label) => facts.label_names[label]!),
    protocols: protocols.filter((protocol) => protocol !== NO_NUMBER),
    none: [
      known_labels.length < labels.length,
      ...([protocols, source_ports, destination_ports].map((each) => each.includes(NO_NUMBER)) as [
        boolean,
        boolean,
        boolean,
      ]),
    ],
    confidence: spanOf(facts.confidences, rows),
    line: spanOf(facts.line_numbers, rows),
    lengths: [...words, ...ports].map(({ length }) => length),
  }
  return assembled(head, words, ports)
}

function assembled(head: Head, words: readonly Uint32Array[], ports: readonly number[][]): Uint8Array<ArrayBuffer> {
  const text = Buffer.from(JSON.stringify(head))
  const begin = aligned(4 + text.length)
  const word_count = words.reduce((sum, { length }) => sum + length, 0)
  const port_count = ports.reduce((sum, { length }) => sum + length, 0)
  const encoded = new Uint8Array(begin + 4 * word_count + 2 * port_count)
  new DataView(encoded.buffer).setUint32(0, text.length, true)
  encoded.set(text, 4)
  let at = begin
  for (const each of words) {
    new Uint32Array(encoded.buffer, at, each.length).set(each)
    at += 4 * each.length
  }
  for (const each of ports) {
    new Uint16Array(encoded.buffer, at, each.length).set(each)
    at += 2 * each.length
  }
  return encoded
}

/** @returns undefined for bytes that another version wrote */
export function decodeSummary(encoded: Uint8Array): ChunkSummary | undefined {
  // A copy begins where whole numbers of four bytes may begin.
  const bytes = new Uint8Array(encoded)
  const length = new DataView(bytes.buffer).getUint32(0, true)
  const head = JSON.parse(Buffer.from(bytes.buffer, 4, length).toString()) as Head
  if (head.format !== FORMAT) return undefined
  let at = aligned(4 + length)
  const take = <Part>(count: number, size: number, make: (begin: number) => Part): Part => {
    const part = make(at)
    at += count * size
    return part
  }
  const [v4, others, to_v4, to_others] = [0, 1, 2, 3].map((part) => {
    const count = head.lengths[part]!
    return take(count, 4, (begin) => new Uint32Array(bytes.buffer, begin, count))
  }) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array]
  const [from, to] = [4, 5].map((part) => {
    const count = head.lengths[part]!
    return take(count, 2, (begin) => new Uint16Array(bytes.buffer, begin, count))
  }) as [Uint16Array, Uint16Array]
  const [no_label, no_protocol, no_source_port, no_destination_port] = head.none
  return {
    types: { values: head.types, has_none: false },
    labels: { values: head.labels, has_none: no_label },
    protocols: { values: head.protocols, has_none: no_protocol },
    source_ports: { values: from, has_none: no_source_port },
    destination_ports: { values: to, has_none: no_destination_port },
    sources: { v4, others },
    destinations: { v4: to_v4, others: to_others },
    confidence: head.confidence,
    line: head.line,
  }
}

const aligned = (length: number) => (length + 3) & ~3

/** An address as a number; negative is the hash of one that is not IPv4. */
function numberOf(address: string): number {
  const bytes = ipBytes(address)
  return bytes?.length === 4 ? v4Number(bytes) : -1 - addressHash(address)
}

/** An IPv4 address as a number. */
export function v4Number(bytes: readonly number[]): number {
  return bytes.reduce((number, byte) => number * 256 + byte, 0)
}

/** FNV-1a over UTF-16. */
export function addressHash(address: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < address.length; at += 1) hash = Math.imul(hash ^ address.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

function endsOf(
  codes: Uint32Array,
  rows: number,
  addresses: readonly number[],
): [v4: Uint32Array, others: Uint32Array] {
  const occurs = new Uint8Array(addresses.length + 1)
  for (let row = 0; row < rows; row += 1) occurs[codes[row]!] = 1
  const found = addresses.filter((_, at) => occurs[at + 1] === 1)
  return [
    Uint32Array.from(found.filter((number) => number >= 0)).sort(),
    Uint32Array.from(found.filter((number) => number < 0).map((number) => -1 - number)).sort(),
  ]
}

/** Marks the numbers from -1 to 65,535 that were met in the run of this number. */
const met_in_run = new Uint32Array(65_537)
let runs = 0

/** Each value once, sorted. @param values from -1 ({@link NO_NUMBER}) to 65,535 */
function distinct(values: Uint8Array | Int32Array, rows: number): number[] {
  runs += 1
  const found: number[] = []
  for (let row = 0; row < rows; row += 1) {
    const value = values[row]!
    if (met_in_run[value + 1] === runs) continue
    met_in_run[value + 1] = runs
    found.push(value)
  }
  // A sort of numbers as such needs no comparisons in this language.
  return [...Int32Array.from(found).sort()]
}

function spanOf(values: Float32Array | Uint32Array, rows: number): [number, number] {
  let min = values[0] ?? 0
  let max = min
  for (let row = 1; row < rows; row += 1) {
    const value = values[row]!
    if (value < min) min = value
    if (value > max) max = value
  }
  return [min, max]
}
