import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { FlowBatchBuilder, NO_LABEL } from '../flow/flow-batch.ts'
import { decodeFacts, decodeKeys, encodePredictions, type FlowKeys, type ScoredFacts } from './prediction-chunk.ts'

const ip = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constant('__proto__'), fc.constant(null))
const port = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 65_535 }))

/** A flow with anything that a file or a model can say of it. */
const flow = fc.record({
  timestamp_us: fc.oneof(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), fc.constant(0)),
  timestamp_known: fc.integer({ min: 0, max: 1 }),
  threat_type: fc.integer({ min: 0, max: 15 }),
  alert_group: fc.integer({ min: -1, max: 100_000 }),
  line_number: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  confidence: fc.float({ min: 0, max: 1, noNaN: true }),
  source_ip: ip,
  destination_ip: ip,
  source_port: port,
  destination_port: port,
  protocol: fc.integer({ min: -1, max: 255 }),
  label: fc.oneof(fc.integer({ min: 0, max: 14 }), fc.constant(NO_LABEL)),
})
type Flow = typeof flow extends fc.Arbitrary<infer Value> ? Value : never

function inColumns(flows: readonly Flow[]): { keys: FlowKeys; facts: ScoredFacts } {
  const builder = new FlowBatchBuilder(flows.length)
  const sources = Uint32Array.from(flows, ({ source_ip }) => builder.addressCode(source_ip))
  const destinations = Uint32Array.from(flows, ({ destination_ip }) => builder.addressCode(destination_ip))
  return {
    keys: {
      rows: flows.length,
      class_names: ['Benign', 'Bött "1"'],
      timestamps_us: Float64Array.from(flows, ({ timestamp_us }) => timestamp_us),
      timestamps_known: Uint8Array.from(flows, ({ timestamp_known }) => timestamp_known),
      threat_types: Uint8Array.from(flows, ({ threat_type }) => threat_type),
      alert_group_of_row: Int32Array.from(flows, ({ alert_group }) => alert_group),
    },
    facts: {
      rows: flows.length,
      label_names: ['Benign'],
      addresses: builder.build().addresses,
      line_numbers: Uint32Array.from(flows, ({ line_number }) => line_number),
      confidences: Float32Array.from(flows, ({ confidence }) => confidence),
      sources,
      destinations,
      source_ports: Int32Array.from(flows, ({ source_port }) => source_port),
      destination_ports: Int32Array.from(flows, ({ destination_port }) => destination_port),
      protocols: Int32Array.from(flows, ({ protocol }) => protocol),
      labels: Uint8Array.from(flows, ({ label }) => label),
    },
  }
}

describe('a chunk of predictions', () => {
  test('gives back every value of every flow', () => {
    fc.assert(
      fc.property(fc.array(flow, { maxLength: 300 }), (flows) => {
        const { keys, facts } = inColumns(flows)
        const chunk = encodePredictions(keys, facts)
        expect(decodeKeys(chunk.keys)).toEqual(keys)
        expect(decodeFacts(chunk.facts)).toEqual(facts)
      }),
      { numRuns: 100 },
    )
  })

  test('that is damaged is refused, whichever byte it is', () => {
    const flows = fc.sample(flow, { numRuns: 50, seed: 1 })
    const { keys, facts } = inColumns(flows)
    const { keys: blob } = encodePredictions(keys, facts)
    for (let at = 0; at < blob.length; at += 1) {
      // The spare bytes of the header say nothing.
      if (at >= 1 && at <= 3) continue
      const damaged = blob.slice()
      damaged[at]! ^= 0xff
      expect(() => decodeKeys(damaged), `byte ${String(at)}`).toThrow('cannot be read')
    }
    expect(() => decodeKeys(blob.subarray(0, blob.length / 2))).toThrow('cannot be read')
  })
})
