import type { FlowFacts } from '../flow/flow-batch.ts'
import { ColumnReader, ColumnWriter, once } from './column-blob.ts'

/** What a list of flows is filtered and put in order by. Each array has an entry a flow. */
export interface FlowKeys {
  readonly rows: number
  /** Start of the flow; the time of the import when the file does not tell. */
  readonly timestamps_us: Float64Array
  /** 1 where the time is from the file. */
  readonly timestamps_known: Uint8Array
  /** Index into `class_names`. */
  readonly threat_types: Uint8Array
  readonly class_names: readonly string[]
  /** Number of the alert among those of the batch, or -1. */
  readonly alert_group_of_row: Int32Array
}

/** The rest of what is known of classified flows. Each array has an entry a flow. */
export interface ScoredFacts extends Omit<FlowFacts, 'timestamps_us'> {
  readonly confidences: Float32Array
  /** Names that `labels` counts. */
  readonly label_names: readonly string[]
}

const TWO_TO_32 = 2 ** 32

/**
 * Flows that lie side by side in a capture, as the store keeps them. Two blobs, since a list goes through the keys of many
 * flows and shows the facts of few.
 */
export interface PredictionChunk {
  readonly keys: Uint8Array<ArrayBuffer>
  readonly facts: Uint8Array<ArrayBuffer>
}

export function encodePredictions(keys: FlowKeys, facts: ScoredFacts): PredictionChunk {
  return { keys: encodeKeys(keys), facts: encodeFacts(facts) }
}

function encodeKeys({ rows, timestamps_us, ...keys }: FlowKeys): Uint8Array<ArrayBuffer> {
  const upper = new Uint32Array(rows)
  const lower = new Uint32Array(rows)
  for (let row = 0; row < rows; row += 1) {
    const time_us = timestamps_us[row]!
    upper[row] = Math.floor(time_us / TWO_TO_32)
    lower[row] = time_us - upper[row]! * TWO_TO_32
  }
  return new ColumnWriter(rows)
    .texts(keys.class_names)
    .words(upper)
    .words(lower)
    .bytes(keys.timestamps_known)
    .bytes(keys.threat_types)
    .words(keys.alert_group_of_row)
    .finish()
}

/**
 * Each column is decoded when it is asked for: a page of a capture whose times are in no order goes through the times of every
 * flow, and counts of hosts through threat types.
 * @throws AnomalyError `store_failed` when the blob is damaged
 */
export function decodeKeys(blob: Uint8Array): FlowKeys {
  const reader = new ColumnReader(blob)
  const { rows } = reader
  const class_names = reader.texts()
  const upper = reader.laterWords()
  const lower = reader.laterWords()
  const timestamps_us = once(() => joinedTimes(upper(), lower()))
  const timestamps_known = reader.bytes()
  const threat_types = reader.bytes()
  const alert_groups = asIntegers(reader.laterWords())
  return {
    rows,
    class_names,
    timestamps_known,
    threat_types,
    get timestamps_us() {
      return timestamps_us()
    },
    get alert_group_of_row() {
      return alert_groups()
    },
  }
}

function asIntegers(words: () => Uint32Array<ArrayBuffer>): () => Int32Array<ArrayBuffer> {
  return once(() => new Int32Array(words().buffer))
}

function joinedTimes(upper: Uint32Array, lower: Uint32Array): Float64Array<ArrayBuffer> {
  const times_us = new Float64Array(upper.length)
  for (let row = 0; row < times_us.length; row += 1) times_us[row] = upper[row]! * TWO_TO_32 + lower[row]!
  return times_us
}

function encodeFacts(facts: ScoredFacts): Uint8Array<ArrayBuffer> {
  const { rows, line_numbers } = facts
  const steps = new Uint32Array(rows)
  for (let row = 0; row < rows; row += 1) steps[row] = line_numbers[row]! - (line_numbers[row - 1] ?? 0)
  return new ColumnWriter(rows)
    .texts(facts.label_names)
    .texts(facts.addresses)
    .words(steps)
    .floats(facts.confidences)
    .words(facts.sources)
    .words(facts.destinations)
    .words(facts.source_ports)
    .words(facts.destination_ports)
    .words(facts.protocols)
    .bytes(facts.labels)
    .finish()
}

/**
 * Each column is decoded when it is asked for: most questions are about a few of them.
 * @throws AnomalyError `store_failed` when the blob is damaged
 */
export function decodeFacts(blob: Uint8Array): ScoredFacts {
  const reader = new ColumnReader(blob)
  const { rows } = reader
  const label_names = reader.texts()
  const addresses = reader.texts()
  const steps = reader.laterWords()
  const line_numbers = once(() => summedUp(steps()))
  const confidences = reader.laterFloats()
  const sources = reader.laterWords()
  const destinations = reader.laterWords()
  const source_ports = asIntegers(reader.laterWords())
  const destination_ports = asIntegers(reader.laterWords())
  const protocols = asIntegers(reader.laterWords())
  const labels = reader.bytes()
  return {
    rows,
    label_names,
    addresses,
    labels,
    get line_numbers() {
      return line_numbers()
    },
    get confidences() {
      return confidences()
    },
    get sources() {
      return sources()
    },
    get destinations() {
      return destinations()
    },
    get source_ports() {
      return source_ports()
    },
    get destination_ports() {
      return destination_ports()
    },
    get protocols() {
      return protocols()
    },
  }
}

function summedUp(steps: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  for (let row = 1; row < steps.length; row += 1) steps[row]! += steps[row - 1]!
  return steps
}
