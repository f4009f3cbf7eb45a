import { FlowBatchBuilder, type FlowFacts, NO_LABEL } from '../../../flow/flow-batch.ts'
import { isRight } from '../../../triage/alert-policy.ts'
import type { ComparedFlows, DifferenceRow } from '../../scorings.ts'
import type { PredictionChunks, StoredChunk } from './prediction-chunks.ts'

const EXAMPLES = 5

/** Reads flows by their numbers, whatever their time. */
export function storedFlowQueries(chunks: PredictionChunks) {
  function* threatTypes(scoring_id: number, first_flow: number, last_flow: number): Generator<string> {
    for (const { chunk, first_row, end_row } of chunks.between(scoring_id, first_flow, last_flow)) {
      const { threat_types, class_names } = chunk.keys
      for (let row = first_row; row < end_row; row += 1) yield class_names[threat_types[row]!]!
    }
  }

  return {
    /**
     * Flows of a scoring in their order, without what the model said of them; fewer where it has fewer.
     * @param label_names what `labels` of the answer counts
     */
    readFlows(scoring_id: number, first_flow: number, rows: number, label_names: readonly string[]): FlowFacts {
      const builder = new FlowBatchBuilder(rows)
      for (const part of chunks.between(scoring_id, first_flow, first_flow + rows - 1)) {
        copyFlows(part.chunk, part.first_row, part.end_row, label_names, builder)
      }
      return builder.facts()
    },

    /** Compares two scorings of one capture over the flows with these numbers. */
    compareScorings(scoring_id: number, other_id: number, first_flow: number, last_flow: number): ComparedFlows {
      const pairs = new Map<string, { -readonly [Field in keyof DifferenceRow]: DifferenceRow[Field] }>()
      const others = threatTypes(other_id, first_flow, last_flow)
      let flows = 0
      for (const { chunk, first_row, end_row, first_flow: begin } of chunks.between(
        scoring_id,
        first_flow,
        last_flow,
      )) {
        const { threat_types, class_names } = chunk.keys
        for (let row = first_row; row < end_row; row += 1) {
          const threat_type = class_names[threat_types[row]!]!
          const { value: other_threat_type } = others.next() as IteratorResult<string, undefined>
          if (other_threat_type === undefined) return { flows, differences: [...pairs.values()] }
          flows += 1
          if (other_threat_type === threat_type) continue
          const key = JSON.stringify([threat_type, other_threat_type])
          const pair = pairs.get(key) ?? {
            ...{ threat_type, other_threat_type, flows: 0, right: 0, other_right: 0, examples: [] },
          }
          pairs.set(key, pair)
          const label = chunk.label(row)
          pair.flows += 1
          if (isRight(label, threat_type)) pair.right += 1
          if (isRight(label, other_threat_type)) pair.other_right += 1
          if (pair.examples.length < EXAMPLES) pair.examples = [...pair.examples, begin + row - first_row]
        }
      }
      return { flows, differences: [...pairs.values()] }
    },
  }
}

function copyFlows(
  { keys, facts }: StoredChunk,
  first_row: number,
  end_row: number,
  label_names: readonly string[],
  into: FlowBatchBuilder,
): void {
  const { arrays } = into
  const codes = facts.addresses.map((address) => into.addressCode(address))
  const labels = facts.label_names.map((name) => label_names.indexOf(name))
  for (let row = first_row; row < end_row; row += 1) {
    const at = into.rows
    const label = labels[facts.labels[row]!] ?? -1
    arrays.line_numbers[at] = facts.line_numbers[row]!
    arrays.timestamps_us[at] = keys.timestamps_known[row] === 1 ? keys.timestamps_us[row]! : NaN
    arrays.sources[at] = codes[facts.sources[row]! - 1] ?? 0
    arrays.destinations[at] = codes[facts.destinations[row]! - 1] ?? 0
    arrays.source_ports[at] = facts.source_ports[row]!
    arrays.destination_ports[at] = facts.destination_ports[row]!
    arrays.protocols[at] = facts.protocols[row]!
    arrays.labels[at] = label < 0 ? NO_LABEL : label
    into.rows += 1
  }
}
