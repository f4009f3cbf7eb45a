import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { once } from 'node:events'
import { finished } from 'node:stream/promises'

import { pcapFile } from '../../main/testing/packets/files.ts'
import { tcpFrame } from '../../main/testing/packets/frames.ts'
import { BENCH_DIR } from './captures.ts'

const BEGIN_US = 1_700_000_000_000_000
const STEP_US = 5
const FILE_HEADER_BYTES = 24

/** What a bench meters: connections of so many packets each, so many of them open at once. */
export interface Traffic {
  readonly packets: number
  readonly packets_a_flow: number
  readonly open_flows: number
}

/** A pcap of such traffic, kept for the next run. */
export async function trafficOf({ packets, packets_a_flow, open_flows }: Traffic): Promise<string> {
  await mkdir(BENCH_DIR, { recursive: true })
  const path = join(BENCH_DIR, `traffic-${String(packets)}-${String(packets_a_flow)}-${String(open_flows)}.pcap`)
  if (existsSync(path)) return path
  const out = createWriteStream(`${path}.partial`)
  out.write(pcapFile([]))
  // Flows take turns, packet by packet, in groups as large as are open at once.
  const group = open_flows * packets_a_flow
  for (let first = 0; first < packets; first += open_flows) {
    const step = Math.floor((first % group) / open_flows)
    const base = Math.floor(first / group) * open_flows
    const slice = 10_000
    for (let at = 0; at < open_flows; at += slice) {
      const timed = Array.from({ length: Math.min(slice, open_flows - at) }, (_, index) => ({
        time_us: BEGIN_US + (first + at + index) * STEP_US,
        bytes: packet(base + at + index, step, packets_a_flow),
      }))
      if (!out.write(pcapFile(timed).subarray(FILE_HEADER_BYTES))) await once(out, 'drain')
    }
  }
  out.end()
  await finished(out)
  await rename(`${path}.partial`, path)
  return path
}

/** One packet of a connection: handshake, requests and longer answers, and its end. */
function packet(flow: number, step: number, packets_a_flow: number): Buffer {
  const client = `10.${String((flow >> 16) & 255)}.${String((flow >> 8) & 255)}.${String(flow & 255)}`
  const server = `192.168.${String(flow % 7)}.1`
  const client_port = 20_000 + (flow % 30_000)
  const is_forward = step % 2 === 0
  const ends = is_forward
    ? { source: client, destination: server, source_port: client_port, destination_port: 443 }
    : { source: server, destination: client, source_port: 443, destination_port: client_port }
  if (step < 2) return tcpFrame({ ...ends, flags: step === 0 ? 'S' : 'SA', option_bytes: 12 })
  if (step >= packets_a_flow - 2) return tcpFrame({ ...ends, flags: 'FA' })
  return tcpFrame({ ...ends, flags: 'PA', payload_bytes: is_forward ? 100 + (flow % 50) : 300 + ((step * 37) % 200) })
}
