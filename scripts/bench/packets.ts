import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { BenchApp } from './app.ts'
import { BENCH_DIR } from './captures.ts'
import { childPeaksMb, median, run } from './machine.ts'
import { type Traffic, trafficOf } from './traffic.ts'

const RUNS = 3
const MIXED: Traffic = { packets: 1_000_000, packets_a_flow: 10, open_flows: 1000 }
const LONG: Traffic = { packets: 5_000_000, packets_a_flow: 10, open_flows: 1000 }
const MANY_OPEN: Traffic = { packets: 4_000_000, packets_a_flow: 4, open_flows: 1_000_000 }
const PEER_DIR = join(BENCH_DIR, 'peers')
const METER = join(import.meta.dirname, 'meter-process.ts')

const MeteredSchema = z.object({
  packets: z.number(),
  flows: z.number(),
  closed_for_room: z.number(),
  elapsed_ms: z.number(),
  cpu_ms: z.number(),
  peak_mb: z.number(),
})
type Metered = z.infer<typeof MeteredSchema>

/** Flow meters that may be installed, for the same file; all but tshark measure fewer properties. */
const PEERS: readonly (readonly [name: string, args: (capture: string) => readonly string[]])[] = [
  ['softflowd', (capture) => ['-r', capture, '-n', '127.0.0.1:9995']],
  ['nfpcapd', (capture) => ['-r', capture, '-w', PEER_DIR]],
  ['argus', (capture) => ['-r', capture, '-w', join(PEER_DIR, 'argus.out')]],
  ['tshark', (capture) => ['-r', capture, '-q', '-z', 'conv,tcp']],
]

/** Packets a second of the meter alone, with its rows, and through the whole import; memory; peers beside it. */
export async function benchPackets(): Promise<string[]> {
  const capture = await trafficOf(MIXED)
  const bytes = (await stat(capture)).size
  const lines = [
    `a pcap of ${MIXED.packets.toLocaleString('en')} packets, ${(bytes / 1e6).toFixed(0)} MB, ${(MIXED.packets / MIXED.packets_a_flow).toLocaleString('en')} flows:`,
    told('meter alone', await meterTurns(capture, 'nothing')),
    told('meter and rows of the CSV', await meterTurns(capture, 'rows')),
    await imported(capture),
  ]
  for (const [name, args] of PEERS) lines.push(await peer(name, args(capture)))
  const [long] = await meter(await trafficOf(LONG), 'nothing')
  const [many] = await meter(await trafficOf(MANY_OPEN), 'nothing')
  if (long !== undefined) lines.push(memory('five times as many packets', long))
  if (many !== undefined) lines.push(memory('one million flows open at once', many))
  return lines
}

async function meterTurns(capture: string, what: 'nothing' | 'rows'): Promise<Metered> {
  const turns: Metered[] = []
  for (let turn = 0; turn < RUNS; turn += 1) turns.push(...(await meter(capture, what)).slice(1))
  const of = (value: (metered: Metered) => number) => median(turns.map(value))
  const [first] = turns
  if (first === undefined) throw new Error('the meter told nothing')
  return { ...first, elapsed_ms: of((each) => each.elapsed_ms), cpu_ms: of((each) => each.cpu_ms) }
}

/** Cold, and warm. */
async function meter(capture: string, what: 'nothing' | 'rows'): Promise<Metered[]> {
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', METER, capture, what])
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => MeteredSchema.parse(JSON.parse(line)))
}

async function imported(capture: string): Promise<string> {
  const timings: number[] = []
  let peak_mb = 0
  for (let turn = 0; turn < RUNS; turn += 1) {
    const app = await BenchApp.start()
    timings.push((await app.import(capture)).elapsed_ms)
    peak_mb = Math.max(peak_mb, ...childPeaksMb())
    await app.close()
  }
  return `  import: metered, classified, stored, median of ${String(RUNS)}: ${rate(MIXED.packets, median(timings))}, engine peak ${peak_mb.toFixed(0)} MB`
}

async function peer(name: string, args: readonly string[]): Promise<string> {
  await mkdir(PEER_DIR, { recursive: true })
  try {
    const timings: number[] = []
    for (let turn = 0; turn < RUNS; turn += 1) timings.push((await run(name, args)).elapsed_ms)
    return `  ${name}, whole process, median of ${String(RUNS)}: ${rate(MIXED.packets, median(timings))}`
  } catch (error) {
    const is_missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    return `  ${name}: ${is_missing ? 'not installed' : `failed (${String(error)})`}`
  } finally {
    await rm(PEER_DIR, { recursive: true, force: true })
  }
}

const rate = (packets: number, elapsed_ms: number) =>
  `${Math.round((packets / elapsed_ms) * 1000).toLocaleString('en')} packets/s`

function told(what: string, { packets, elapsed_ms, cpu_ms, peak_mb }: Metered): string {
  return `  ${what}, warm, median of ${String(RUNS)}: ${rate(packets, elapsed_ms)}; ${((cpu_ms * 1000) / packets).toFixed(2)} us of CPU a packet; peak ${peak_mb.toFixed(0)} MB`
}

function memory(what: string, { packets, flows, elapsed_ms, peak_mb, closed_for_room }: Metered): string {
  return `${what}: ${packets.toLocaleString('en')} packets, ${flows.toLocaleString('en')} flows, ${rate(packets, elapsed_ms)}, peak ${peak_mb.toFixed(0)} MB, ${closed_for_room.toLocaleString('en')} flows closed to make room`
}
