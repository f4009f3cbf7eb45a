import { FEATURE_COUNT } from './features.ts'
import { type FlowBatch, FlowBatchBuilder } from './flow-batch.ts'

/** Batches of flows one after the other as one; each flow keeps its line number. */
export function joinFlows(batches: readonly FlowBatch[]): FlowBatch {
  const [only] = batches
  if (batches.length === 1 && only !== undefined) return only
  const into = new FlowBatchBuilder(batches.reduce((sum, { rows }) => sum + rows, 0))
  const { arrays } = into
  for (const batch of batches) {
    const at = into.rows
    const codes = [0, ...batch.addresses.map((address) => into.addressCode(address))]
    arrays.features.set(batch.features, at * FEATURE_COUNT)
    arrays.line_numbers.set(batch.line_numbers, at)
    arrays.timestamps_us.set(batch.timestamps_us, at)
    for (let row = 0; row < batch.rows; row += 1) {
      arrays.sources[at + row] = codes[batch.sources[row]!]!
      arrays.destinations[at + row] = codes[batch.destinations[row]!]!
    }
    arrays.source_ports.set(batch.source_ports, at)
    arrays.destination_ports.set(batch.destination_ports, at)
    arrays.protocols.set(batch.protocols, at)
    arrays.labels.set(batch.labels, at)
    into.rows += batch.rows
  }
  return into.build()
}
