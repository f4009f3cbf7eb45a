import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

import { Behaviour } from '../../main/detect/behaviour/behaviour.ts'
import { DEFAULT_SETTINGS } from '../../main/detect/behaviour/settings.ts'
import { type ConversationBatch, conversationsOf } from '../../main/flow/conversations.ts'
import { readFlows } from '../../main/sources/csv/read-flows.ts'
import { captureOf } from './captures.ts'

const ROWS = 200_000
const FORGED_FLOWS = 1_000_000
const BATCH_ROWS = 4096
const START_US = Date.UTC(2024, 2, 4, 12, 0, 7) * 1000

setFlagsFromString('--expose_gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What all detectors across flows cost a flow, on a simulated day and under forged sources, and the memory they take. */
export async function benchBehaviour(): Promise<string[]> {
  const day: ConversationBatch[] = []
  for await (const { batch } of readFlows(await captureOf(ROWS))) day.push(conversationsOf(batch))
  // The first runs of a process compile the detectors, which costs as much as they do.
  return [
    `behaviour, simulated day, first run: ${cost(day)}`,
    `behaviour, simulated day, second run: ${cost(day)}`,
    `behaviour, simulated day, third run: ${cost(day)}`,
    `behaviour, a million forged sources: ${cost(forged())}`,
  ]
}

function cost(batches: Iterable<ConversationBatch>): string {
  collectGarbage()
  const before_bytes = usedBytes()
  const behaviour = new Behaviour(DEFAULT_SETTINGS)
  let flows = 0
  let cpu_us = 0
  const timed = <Answer>(work: () => Answer): Answer => {
    const cpu = process.cpuUsage()
    const answer = work()
    const { user, system } = process.cpuUsage(cpu)
    cpu_us += user + system
    return answer
  }
  for (const batch of batches) {
    timed(() => behaviour.observe(batch))
    flows += batch.rows
  }
  collectGarbage()
  const megabytes = (usedBytes() - before_bytes) / 1e6
  // The last flows wait to be put in order until then.
  const { findings } = timed(() => behaviour.close())
  return `${(cpu_us / flows).toFixed(2)} us of CPU a flow, ${megabytes.toFixed(0)} MB, ${String(findings.length)} findings in ${String(flows)} flows`
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Unanswered flows to one service, each from a source of its own. */
function* forged(): Generator<ConversationBatch> {
  const column = (value: number) => ({ values: new Float64Array(BATCH_ROWS).fill(value), offset: 0, stride: 1 })
  const numbers = Array.from({ length: BATCH_ROWS }, (_, index) => index)
  const address = (number: number) => [198, (number >> 16) & 255, (number >> 8) & 255, number & 255].join('.')
  for (let first = 0; first < FORGED_FLOWS; first += BATCH_ROWS) {
    yield {
      rows: BATCH_ROWS,
      addresses: ['192.0.2.10', ...numbers.map((index) => address(first + index))],
      timestamps_us: Float64Array.from(numbers, (index) => START_US + (first + index) * 1000),
      sources: Uint32Array.from(numbers, (index) => index + 2),
      destinations: new Uint32Array(BATCH_ROWS).fill(1),
      source_ports: Int32Array.from(numbers, (index) => 1024 + index),
      destination_ports: new Int32Array(BATCH_ROWS).fill(80),
      protocols: new Int32Array(BATCH_ROWS).fill(6),
      duration_us: column(1e6),
      forward_packets: column(1),
      backward_packets: column(0),
      forward_bytes: column(0),
      backward_bytes: column(0),
    }
  }
}
