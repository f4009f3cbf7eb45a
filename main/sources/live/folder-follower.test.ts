import { appendFile, mkdir, readdir, readFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

import { afterEach, beforeEach, expect, test } from 'vitest'

import type { AnomalyError } from '../../../contract/errors.ts'
import { csvText, simulatedCapture } from '../../testing/captures.ts'
import { tcpFrame } from '../../testing/packets/frames.ts'
import { pcapFile, pcapngBlocks } from '../../testing/packets/files.ts'
import { until } from '../../testing/processes.ts'
import { wireFlows } from '../../testing/wire-flows.ts'
import { zeekTsvLog } from '../../testing/zeek-logs.ts'
import { useFolder } from '../../testing/folder.ts'
import { CaptureReader } from '../packets/capture-reader.ts'
import { openFolder } from './folder-follower.ts'
import type { ClosedSegment, Follower, TakenFiles } from './follower.ts'

const folder = useFolder()
const TIMES = { poll_ms: 10, settled_ms: 300 }

let number = 0
let place = ''
let segment_dir = ''
let followers: Following[] = []

beforeEach(async () => {
  number += 1
  place = folder.at(`watched-${String(number)}`)
  segment_dir = folder.at(`segments-${String(number)}`)
  await mkdir(place)
})

afterEach(async () => {
  await Promise.all(followers.map(({ end }) => end()))
  followers = []
})

/** A follower whose segments are read as soon as they come. */
interface Following {
  readonly follower: Follower
  readonly segments: ClosedSegment[]
  readonly contents: Buffer[]
  readonly problems: AnomalyError[]
  /** What a run after this one is told. */
  readonly taken: () => TakenFiles
  readonly end: () => Promise<void>
}

async function follow(taken: TakenFiles = new Map(), segment_bytes = 2 ** 26): Promise<Following> {
  const problems: AnomalyError[] = []
  const options = {
    segment_dir,
    segment_seconds: 1,
    segment_bytes,
    onProblem: (each: AnomalyError) => problems.push(each),
  }
  const follower = await openFolder(place, taken, options, TIMES)
  const segments: ClosedSegment[] = []
  const contents: Buffer[] = []
  const known = new Map(taken)
  const reading = (async () => {
    for await (const segment of follower.segments) {
      contents.push(await readFile(segment.path))
      segments.push(segment)
      known.set(segment.origin.path, segment.origin)
    }
  })()
  const following = {
    follower,
    segments,
    contents,
    problems,
    taken: () => known,
    end: async () => {
      await follower.close()
      await reading
    },
  }
  followers.push(following)
  return following
}

/** Rows of segments, each of which begins with the header. */
function rowsOf(contents: readonly Buffer[], header: string): string[] {
  return contents.flatMap((content) => {
    const [first, ...rows] = content.toString('latin1').trimEnd().split('\n')
    expect(first).toBe(header)
    return rows
  })
}

function packetsIn(content: Buffer): string[] {
  const packets: string[] = []
  const reader = new CaptureReader({
    packet: (bytes, start, end, _length, time_us) =>
      packets.push(`${String(time_us)} ${Buffer.from(bytes.subarray(start, end)).toString('hex')}`),
    refuse: () => packets.push('refused'),
  })
  reader.push(content)
  return packets
}

/** Adds to a file bit by bit, each one somewhere in a row or record, as a program does that records. */
async function grow(
  path: string,
  bytes: Buffer,
  isEnough: () => boolean | Promise<boolean> = () => false,
): Promise<void> {
  const part_bytes = Math.ceil(bytes.length / 120)
  let at = 0
  await until(async () => {
    await appendFile(path, bytes.subarray(at, at + part_bytes))
    at += part_bytes
    return at >= bytes.length || (await isEnough())
  })
}

const CAPTURE = simulatedCapture('corrected', 300)
const TABLE = Buffer.from(csvText(CAPTURE))
const frame = (at: number) => ({
  time_us: at * 1_000_003,
  bytes: tcpFrame({ source_port: 1024 + at, payload_bytes: at % 200 }),
})
const FRAMES = Array.from({ length: 400 }, (_, at) => frame(at))

test('a file that is complete is a segment where it is, once', async () => {
  await writeFile(join(place, 'day-10.csv'), TABLE)
  await writeFile(join(place, 'day-2.pcap'), pcapFile(FRAMES))
  await writeFile(join(place, 'day-3.csv.gz'), gzipSync(TABLE))
  const following = await follow()
  await until(() => following.segments.length === 3)
  expect(following.segments.map(({ name }) => name)).toEqual(['day-2.pcap', 'day-3.csv.gz', 'day-10.csv'])
  expect(following.segments[2]).toMatchObject({
    path: join(place, 'day-10.csv'),
    size_bytes: TABLE.length,
    is_own: false,
    origin: { path: join(place, 'day-10.csv'), first_byte: 0, end_byte: TABLE.length },
  })
  await following.end()
  const again = await follow(following.taken())
  await writeFile(join(place, 'new.csv'), TABLE)
  await until(() => again.segments.length > 0)
  await again.end()
  expect(again.segments.map(({ name }) => name)).toEqual(['new.csv'])
  expect(await readdir(segment_dir)).toEqual([])
})

test('a table that goes on growing is cut, and every row is given once, behind the header', async () => {
  const path = join(place, 'growing.csv')
  await writeFile(path, '')
  const following = await follow()
  await grow(path, TABLE)
  await until(() => rowsOf(following.contents, CAPTURE.header).length >= CAPTURE.rows.length)
  await following.end()
  expect(rowsOf(following.contents, CAPTURE.header)).toEqual(CAPTURE.rows)
  expect(following.segments.length).toBeGreaterThan(2)
  const ends = following.segments.map(({ origin }) => origin.end_byte)
  expect(following.segments.map(({ origin }) => origin.first_byte)).toEqual([0, ...ends.slice(0, -1)])
  expect(ends.at(-1)).toBe(TABLE.length)
})

test('a table that grows while nobody follows goes on where it was', async () => {
  const path = join(place, 'growing.csv')
  const middle = TABLE.length >> 1
  await writeFile(path, TABLE.subarray(0, middle))
  const first = await follow()
  await appendFile(path, TABLE.subarray(middle, middle + 5000))
  await until(() => first.segments.length > 0)
  await first.end()
  await appendFile(path, TABLE.subarray(middle + 5000))
  const second = await follow(first.taken())
  const rows = () => rowsOf([...first.contents, ...second.contents], CAPTURE.header)
  await until(() => rows().length >= CAPTURE.rows.length)
  await second.end()
  // A line that was taken as the last one before it was whole is given again when it is.
  expect(rows().filter((row) => CAPTURE.rows.includes(row))).toEqual(CAPTURE.rows)
})

test.each(['pcap', 'pcapng'])('a %s that goes on growing is cut, and every packet is given once', async (ending) => {
  const ng = pcapngBlocks()
  const blocks = FRAMES.map(({ time_us, bytes }) => ng.enhanced(1, BigInt(time_us), bytes))
  const file =
    ending === 'pcap' ? pcapFile(FRAMES) : Buffer.concat([ng.section(), ng.interface(1), ng.interface(1, 6), ...blocks])
  const path = join(place, `growing.${ending}`)
  await writeFile(path, '')
  const following = await follow(new Map(), 20_000)
  await grow(path, file)
  await until(() => following.contents.flatMap(packetsIn).length >= FRAMES.length)
  await following.end()
  expect(following.contents.flatMap(packetsIn)).toEqual(packetsIn(file))
  expect(following.segments.filter(({ is_own }) => is_own).length).toBeGreaterThan(2)
})

test('of a log of Zeek that grows every piece has its header', async () => {
  const log = Buffer.from(zeekTsvLog(wireFlows(CAPTURE)))
  const lines = log.toString().trimEnd().split('\n')
  const header = lines.filter((line) => line.startsWith('#') && !line.startsWith('#close'))
  const path = join(place, 'conn.log')
  await writeFile(path, '')
  const following = await follow()
  await grow(path, log)
  const rows = () =>
    following.contents.flatMap((content) =>
      content
        .toString()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#')),
    )
  const all = lines.filter((line) => !line.startsWith('#'))
  await until(() => rows().length >= all.length)
  await following.end()
  expect(rows()).toEqual(all)
  for (const content of following.contents) {
    expect(content.toString().split('\n').slice(0, header.length)).toEqual(header)
  }
})

test('a log goes on under another name when it is rotated, and a new file under its name is new', async () => {
  const path = join(place, 'conn.csv')
  const half = TABLE.indexOf('\n', TABLE.length >> 1) + 1
  await writeFile(path, TABLE.subarray(0, half))
  const following = await follow()
  await until(() => following.segments.length === 1)
  await appendFile(path, TABLE.subarray(half))
  await rename(path, join(place, 'conn-old.csv'))
  const other = simulatedCapture('corrected', 50, 2)
  await writeFile(path, csvText(other))
  const all = CAPTURE.rows.length + other.rows.length
  await until(() => rowsOf(following.contents, CAPTURE.header).length >= all)
  await following.end()
  expect(rowsOf(following.contents, CAPTURE.header).sort()).toEqual([...CAPTURE.rows, ...other.rows].sort())
})

test('a file that is replaced, or begun anew, is read anew', async () => {
  const path = join(place, 'flows.csv')
  await writeFile(path, TABLE)
  const following = await follow()
  await until(() => following.segments.length === 1)
  const others = [2, 3, 4].map((seed) => simulatedCapture('corrected', 300, seed))
  const [smaller = CAPTURE, renamed = CAPTURE, overwritten = CAPTURE] = others
  await truncate(path)
  await writeFile(path, csvText({ ...smaller, rows: smaller.rows.slice(0, 20) }))
  await until(() => following.segments.length === 2)
  await writeFile(folder.at('other.csv'), csvText(renamed))
  await rename(folder.at('other.csv'), path)
  await until(() => following.segments.length === 3)
  // Longer than before, and the same file as far as its number tells.
  await writeFile(path, csvText({ ...overwritten, rows: [...overwritten.rows, ...overwritten.rows] }))
  await until(() => following.segments.length === 4)
  await following.end()
  expect(rowsOf(following.contents, CAPTURE.header)).toEqual([
    ...CAPTURE.rows,
    ...smaller.rows.slice(0, 20),
    ...renamed.rows,
    ...overwritten.rows,
    ...overwritten.rows,
  ])
})

test('what is being written is copied; what is large is a segment in its place once it is finished', async () => {
  const path = join(place, 'flows.csv')
  await writeFile(path, '')
  const following = await follow(new Map(), TABLE.length)
  await until(async () => (await readdir(place)).length === 1)
  await grow(path, TABLE.subarray(0, 5000), () => following.segments.length > 0)
  await until(() => following.segments.length > 0)
  expect(following.segments[0]?.is_own).toBe(true)
  await following.end()

  const large = join(place, 'large.csv')
  await writeFile(large, '')
  const again = await follow(following.taken(), 2 ** 16)
  await appendFile(large, TABLE)
  await until(() => again.segments.some(({ name }) => name === 'large.csv'))
  await again.end()
  const [segment] = again.segments.filter(({ name }) => name === 'large.csv')
  expect(segment).toMatchObject({ size_bytes: TABLE.length, is_own: false })
})

test('half a line at the end waits for its end, and is given when none comes', async () => {
  const path = join(place, 'flows.csv')
  const whole = TABLE.subarray(0, -1)
  await writeFile(path, whole.subarray(0, -30))
  const following = await follow()
  await appendFile(path, whole.subarray(-30))
  await until(() => rowsOf(following.contents, CAPTURE.header).length === CAPTURE.rows.length)
  await following.end()
  expect(rowsOf(following.contents, CAPTURE.header)).toEqual(CAPTURE.rows)
})

test('what cannot be a capture, or is not complete by its name, is left alone', async () => {
  await writeFile(folder.at('outside.csv'), TABLE)
  await symlink(folder.at('outside.csv'), join(place, 'link.csv'))
  for (const name of ['.hidden.csv', '~new.csv', 'copy.csv.part', 'copy.csv.tmp', 'notes.txt', 'dns.log']) {
    await writeFile(join(place, name), TABLE)
  }
  await mkdir(join(place, 'folder.csv'))
  await writeFile(join(place, 'empty.csv'), '')
  await writeFile(join(place, 'real.csv'), TABLE)
  const following = await follow()
  await until(() => following.segments.length > 0)
  await writeFile(join(place, 'later.csv'), TABLE)
  await until(() => following.segments.length > 1)
  await following.end()
  expect(following.segments.map(({ name }) => name)).toEqual(['real.csv', 'later.csv'])
})

test('a pcap with damage is given up to it, and a person is told', async () => {
  const path = join(place, 'damaged.pcap')
  const file = pcapFile(FRAMES)
  await writeFile(path, file)
  const following = await follow()
  await until(() => following.segments.length === 1)
  await appendFile(path, Buffer.alloc(5000, 0xff))
  await until(() => following.problems.length > 0)
  await following.end()
  expect(following.segments.length).toBe(1)
  expect(following.problems[0]?.message).toContain(
    'damaged.pcap: Behind what was read of it, nothing can be told apart',
  )
})

test('a folder that is gone ends the stream, with its name', async () => {
  await writeFile(join(place, 'flows.csv'), TABLE)
  const options = { segment_dir, segment_seconds: 1, segment_bytes: 2 ** 20, onProblem: () => undefined }
  const follower = await openFolder(place, new Map(), options, TIMES)
  const segments = follower.segments[Symbol.asyncIterator]()
  expect((await segments.next()).value).toMatchObject({ name: 'flows.csv' })
  await rm(place, { recursive: true })
  await expect(segments.next()).rejects.toMatchObject({
    code: 'unreadable_file',
    message: expect.stringContaining(`The folder ${place} cannot be read`) as string,
  })
  await expect(openFolder(place, new Map(), options)).rejects.toMatchObject({ code: 'unreadable_file' })
  await expect(openFolder('relative', new Map(), options)).rejects.toMatchObject({ code: 'unreadable_file' })
})

test('pieces that nobody took are cut again after a crash', async () => {
  const path = join(place, 'growing.csv')
  await writeFile(path, TABLE.subarray(0, 9000))
  const options = { segment_dir, segment_seconds: 1, segment_bytes: 2 ** 20, onProblem: () => undefined }
  const crashed = await openFolder(place, new Map(), options, TIMES)
  const given = crashed.segments[Symbol.asyncIterator]()
  const first = given.next()
  await grow(path, TABLE.subarray(9000), async () => (await readdir(segment_dir)).some((name) => !name.startsWith('.')))
  expect((await first).value).toMatchObject({ is_own: true })
  // Nobody asks for the next one, as after a crash.
  await writeFile(path, TABLE)
  const following = await follow()
  await until(() => rowsOf(following.contents, CAPTURE.header).length >= CAPTURE.rows.length)
  await following.end()
  expect(rowsOf(following.contents, CAPTURE.header)).toEqual(CAPTURE.rows)
  await crashed.close()
})

test.skipIf(process.platform !== 'linux')(
  'a file whose name is not UTF-8 is told once, and the others are read',
  async () => {
    await writeFile(
      Buffer.concat([Buffer.from(`${place}/caf`), Buffer.from([0xe9]), Buffer.from('.csv')]),
      'a,b\n1,2\n',
    )
    await writeFile(join(place, 'fine.csv'), csvText(simulatedCapture('corrected', 5)))
    const following = await follow()
    await until(() => following.segments.length > 0)
    expect(following.segments.map(({ name }) => name)).toEqual(['fine.csv'])
    expect(following.problems.map(({ message }) => message)).toEqual([
      `${place}/caf\ufffd.csv has a name that is not UTF-8, so it cannot be read. Give it another name.`,
    ])
  },
)
