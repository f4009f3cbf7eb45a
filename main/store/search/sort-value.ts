import { featureIndex } from '../../flow/features.ts'
import type { FlowSort } from '../../../contract/flows.ts'
import { ipBytes } from '../../../contract/ip-address.ts'
import { NO_LABEL, NO_NUMBER } from '../../flow/flow-batch.ts'
import { roundShare } from '../../flow/round-share.ts'
import type { ScoredFacts } from '../../scoring/prediction-chunk.ts'
import type { ChunkColumns } from './row-test.ts'

/** What flows are sorted by: numbers come before text; null, for what a flow does not have, is always last. */
export type SortValue = number | string | null

export interface FlowOrder {
  readonly by: FlowSort
  readonly direction: 'asc' | 'desc'
}

/** The features whose sum a column shows; undefined for what is no feature. */
export function featuresSorted(by: FlowSort): readonly number[] | undefined {
  switch (by) {
    case 'duration':
      return [featureOf('Flow Duration')]
    case 'bytes':
      return [featureOf('Total Length of Fwd Packets'), featureOf('Total Length of Bwd Packets')]
    case 'packets':
      return [featureOf('Total Fwd Packets'), featureOf('Total Backward Packets')]
    default: {
      const index = featureIndex(by)
      return index === undefined ? undefined : [index]
    }
  }
}

function featureOf(name: string): number {
  return featureIndex(name) ?? 0
}

/** What a flow of a chunk is sorted by, by its row; columns are decoded as they are needed. */
export function sortValues(by: FlowSort, columns: ChunkColumns): (row: number) => SortValue {
  const { keys, capture } = columns
  switch (by) {
    case 'timestamp':
      return (row) => keys.timestamps_us[row]!
    case 'threat_type':
      return (row) => keys.class_names[keys.threat_types[row]!] ?? null
    case 'capture_id':
      return () => capture.name
    case 'confidence':
    case 'source_ip':
    case 'destination_ip':
    case 'protocol':
    case 'label':
    case 'line_number':
      return ofFacts(by, columns.facts)
    default:
      return ofFeatures((featuresSorted(by) ?? []).map(columns.feature))
  }
}

function ofFacts(
  by: 'confidence' | 'source_ip' | 'destination_ip' | 'protocol' | 'label' | 'line_number',
  facts: ScoredFacts,
): (row: number) => SortValue {
  switch (by) {
    case 'confidence':
      return (row) => roundShare(facts.confidences[row]!)
    case 'source_ip':
      return ofEnds(facts.sources, facts.source_ports, facts)
    case 'destination_ip':
      return ofEnds(facts.destinations, facts.destination_ports, facts)
    case 'protocol':
      return (row) => (facts.protocols[row] === NO_NUMBER ? null : facts.protocols[row]!)
    case 'label':
      return (row) => (facts.labels[row] === NO_LABEL ? null : (facts.label_names[facts.labels[row]!] ?? null))
    case 'line_number':
      return (row) => facts.line_numbers[row]!
  }
}

function ofFeatures(columns: readonly Float32Array[]): (row: number) => SortValue {
  return (row) => {
    const sum = columns.reduce((part, column) => part + column[row]!, 0)
    return Number.isNaN(sum) ? null : sum
  }
}

/** Ports of an address; one more than there are, for none. */
const PORTS = 65_537

/** By address as a number, IPv4 before IPv6 before other text, and of one address by port; none comes first. */
function ofEnds(codes: Uint32Array, ports: Int32Array, { addresses }: ScoredFacts): (row: number) => SortValue {
  const ranks = addresses.map(rankOf)
  return (row) => {
    const code = codes[row]!
    const rank = code === 0 ? undefined : ranks[code - 1]
    if (rank === undefined) return null
    const port = ports[row] === NO_NUMBER ? 0 : ports[row]! + 1
    return typeof rank === 'number' ? rank * PORTS + port : `${rank}\0${String(port).padStart(5, '0')}`
  }
}

function rankOf(address: string): number | string {
  const bytes = ipBytes(address)
  if (bytes === undefined) return `t${address}`
  if (bytes.length === 4) return bytes.reduce((number, byte) => number * 256 + byte, 0)
  return `6${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
