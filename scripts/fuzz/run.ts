import { randomInt } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'

import fc from 'fast-check'

import { hostileCapture } from '../../main/testing/hostile/captures.ts'
import { fuzzPackets } from './packets.ts'
import { holdMeter } from '../../main/testing/packets/hold-meter.ts'
import { isPacketFile } from '../../main/sources/packets/packet-file.ts'
import { fuzzServer } from './api.ts'
import { BOMBS, GIANTS, writeGiant } from './giants.ts'
import { Importer } from './imports.ts'
import { Reader } from './reader.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOUND_DIR = join(ROOT, '.cache/fuzz')
/** Reading alone is tens of times as fast as importing, and where hostile files do their harm. */
const READING_SHARE = 0.5
const PACKETS_SHARE = 0.7
const SHRINKING_MS = 120_000
const READS_A_ROUND = 100
const IMPORTS_BETWEEN_SOUND_ONES = 10
const GIANT_LIMITS = { seconds: 60, peak_mb: 700 }

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    file: { type: 'string' },
    requests: { type: 'string', default: '10000' },
  },
})
const seed = Number(values.seed)
const minutes = Number(values.minutes)
const requests = Number(values.requests)
if (!Number.isInteger(seed) || !(minutes > 0) || !Number.isInteger(requests)) {
  process.stderr.write('usage: npm run fuzz -- [--minutes N] [--seed S] [--requests N] [--file PATH]\n')
  process.exit(2)
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const folder = await mkdtemp(join(tmpdir(), 'anomalyx-fuzz-'))
const scratch = join(folder, 'hostile.csv')
const reader = new Reader()

/** A file for which something does not hold. */
interface Found {
  /** Null for a request, which its message tells. */
  readonly path: string | null
  readonly message: string
}

try {
  const found = values.file === undefined ? await fuzz() : await holdFile(resolve(values.file))
  if (found !== null) {
    say(`\nDOES NOT HOLD: ${found.message}\n`)
    if (found.path !== null) say(`that file again: npm run fuzz -- --file ${relative(ROOT, found.path)}`)
    if (values.file === undefined)
      say(
        `all of it again: npm run fuzz -- --minutes ${values.minutes} --seed ${values.seed} --requests ${values.requests}`,
      )
    process.exitCode = 1
  }
} finally {
  await reader.close()
  await rm(folder, { recursive: true, force: true })
}

async function fuzz(): Promise<Found | null> {
  say(`fuzzing with seed ${String(seed)}: ${String(requests)} requests, then files for ${String(minutes)} min`)
  const refused = await askServer()
  if (refused !== null) return refused
  const started_ms = Date.now()
  const minutesIn = (share: number) => started_ms + minutes * share * 60_000
  return (
    (await readGiants()) ??
    (await readUntil(Math.max(minutesIn(READING_SHARE), Date.now() + 10_000))) ??
    (await meterUntil(Math.max(minutesIn(PACKETS_SHARE), Date.now() + 10_000))) ??
    (await importUntil(Math.max(minutesIn(1), Date.now() + 10_000)))
  )
}

async function askServer(): Promise<Found | null> {
  if (requests === 0) return null
  try {
    say(`http: ${await fuzzServer(seed, requests)}`)
    return null
  } catch (error) {
    return { path: null, message: messageOf(error) }
  }
}

/** One file through everything. */
async function holdFile(path: string): Promise<Found | null> {
  try {
    if (await isPacketFile(path)) {
      say(`metering: ${String(holdMeter(await readFile(path)))} packets`)
      return null
    }
    const outcome = await reader.hold(path)
    say(`reading: ${JSON.stringify(outcome)}`)
    const importer = await Importer.start()
    try {
      await importer.hold(path, outcome)
      await importer.holdSound()
    } finally {
      await importer.close()
    }
    say('everything holds')
    return null
  } catch (error) {
    return { path, message: messageOf(error) }
  }
}

async function meterUntil(end_ms: number): Promise<Found | null> {
  const { packets, failed } = fuzzPackets(seed, end_ms)
  if (failed !== null) {
    await writeFile(scratch, failed.file)
    return { path: await keep('packets.pcap'), message: failed.message }
  }
  say(`packets: ${packets.toLocaleString('en')} metered`)
  return null
}

async function readGiants(): Promise<Found | null> {
  for (const giant of GIANTS) {
    await writeGiant(giant, scratch)
    // What one giant took must not count for the next.
    await reader.close()
    const started_ms = performance.now()
    try {
      const { outcome, peak_mb } = await reader.read({ path: scratch, mode: 'count' }, GIANT_LIMITS)
      const { ended, flows, rejected } = giant.expected
      if (outcome.ended !== ended || (ended === 'read' && (outcome.flows !== flows || outcome.rejected !== rejected))) {
        throw new Error(`it ended ${JSON.stringify(outcome)}, not ${JSON.stringify(giant.expected)}`)
      }
      const elapsed_s = (performance.now() - started_ms) / 1000
      say(`giant, ${giant.name}: ${outcome.ended} in ${elapsed_s.toFixed(1)} s, ${peak_mb.toFixed(0)} MB`)
    } catch (error) {
      return { path: await keep('giant.csv'), message: `${giant.name}: ${messageOf(error)}` }
    }
  }
  await reader.close()
  return null
}

async function readUntil(end_ms: number): Promise<Found | null> {
  const ended = new Map<string, number>()
  let rows = 0
  for (let round = 0; Date.now() < end_ms; round += 1) {
    const details = await fc.check(
      fc.asyncProperty(hostileCapture, async (bytes) => {
        await writeFile(scratch, bytes)
        const outcome = await reader.hold(scratch)
        ended.set(outcome.ended, (ended.get(outcome.ended) ?? 0) + 1)
        rows += outcome.flows + outcome.rejected
      }),
      {
        seed: seed + round,
        numRuns: READS_A_ROUND,
        interruptAfterTimeLimit: SHRINKING_MS,
      },
    )
    if (details.failed && details.counterexample !== null) {
      await writeFile(scratch, details.counterexample[0])
      return { path: await keep(`read-${String(seed + round)}.csv`), message: messageOf(details.errorInstance) }
    }
  }
  say(`reading: ${told(ended)}; ${rows.toLocaleString('en')} rows held`)
  return null
}

async function importUntil(end_ms: number): Promise<Found | null> {
  const importer = await Importer.start()
  const ended = new Map<string, number>()
  try {
    for (const bomb of BOMBS) {
      await writeGiant(bomb, scratch)
      await importer.hold(scratch, bomb.expected)
    }
    await importer.holdSound()
    for (let round = 0; Date.now() < end_ms; round += 1) {
      const details = await fc.check(
        fc.asyncProperty(hostileCapture, async (bytes) => {
          await writeFile(scratch, bytes)
          const outcome = await reader.hold(scratch)
          await importer.hold(scratch, outcome)
          ended.set(outcome.ended, (ended.get(outcome.ended) ?? 0) + 1)
        }),
        {
          // Other files than those that were only read.
          seed: -(seed + round) - 1,
          numRuns: IMPORTS_BETWEEN_SOUND_ONES,
          interruptAfterTimeLimit: SHRINKING_MS,
        },
      )
      if (details.failed && details.counterexample !== null) {
        await writeFile(scratch, details.counterexample[0])
        return { path: await keep(`import-${String(seed + round)}.csv`), message: messageOf(details.errorInstance) }
      }
      await importer.holdSound()
    }
  } catch (error) {
    return { path: await keep('import.csv'), message: `after this file or the ones before it: ${messageOf(error)}` }
  } finally {
    await importer.close()
  }
  say(`importing: ${told(ended)}`)
  return null
}

async function keep(name: string): Promise<string> {
  await mkdir(FOUND_DIR, { recursive: true })
  const path = join(FOUND_DIR, name)
  await copyFile(scratch, path)
  return path
}

function told(ended: ReadonlyMap<string, number>): string {
  const files = [...ended.values()].reduce((all, each) => all + each, 0)
  return `${String(files)} files (${[...ended].map(([how, count]) => `${how} ${String(count)}`).join(', ')})`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
