import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { copyFile, mkdir, open, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { beforeAll, describe, expect, test } from 'vitest'

import { runCommand, startServe } from '../../testing/command.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { openStore } from '../client.ts'

const folder = useFolder()
const CLIENT = new URL('../client.ts', import.meta.url).href
const NAME = 'anomalyx.sqlite'
const PAGE_BYTES = 16_384
const FRAME_BYTES = PAGE_BYTES + 24

/** Puts twenty settings into a database, and dies without closing it. */
async function writeAndDie(path: string): Promise<void> {
  const program = folder.at('writer.mjs')
  await writeFile(
    program,
    `import { openStore } from ${JSON.stringify(CLIENT)}
     const store = await openStore(${JSON.stringify(path)}, console.error)
     for (let count = 1; count <= 20; count += 1) await store.settings.put({ count })
     console.log('done')
     setInterval(() => undefined, 1000)`,
  )
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  await once(createInterface({ input: child.stdout }), 'line')
  child.kill('SIGKILL')
  await exited
}

const crashed = () => folder.at('crashed')
beforeAll(async () => {
  await mkdir(crashed())
  await writeAndDie(join(crashed(), NAME))
}, 30_000)

/** A copy of the data directory as the crash left it. */
async function copyOfCrash(name: string): Promise<string> {
  const data_dir = folder.at(name)
  await mkdir(data_dir)
  for (const file of await readdir(crashed())) await copyFile(join(crashed(), file), join(data_dir, file))
  return data_dir
}

async function overwrite(path: string, position: number, bytes = 8): Promise<void> {
  const file = await open(path, 'r+')
  await file.write(Buffer.alloc(bytes, 0xa5), 0, bytes, position)
  await file.close()
}

/** What a file holds, told by its hash: a comparison of two buffers goes through them as objects, byte by byte. */
async function digestOf(path: string): Promise<string | null> {
  const bytes = await readFile(path).catch(() => null)
  return bytes && sha256(bytes)
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

const wal = (data_dir: string) => join(data_dir, `${NAME}-wal`)
const shm = (data_dir: string) => join(data_dir, `${NAME}-shm`)

test('a crash alone is no damage', async () => {
  const data_dir = await copyOfCrash('sound')
  const store = await openStore(join(data_dir, NAME), () => undefined)
  expect(store.notices).toEqual([])
  expect(await store.settings.get()).toEqual({ count: 20 })
  await store.close()
  expect(
    (await openStore(join(data_dir, NAME), () => undefined).then((again) => again.close().then(() => again))).notices,
  ).toEqual([])
})

/** Where its last commit ends; what is behind that is left of an earlier log. */
const endOfLog = async (data_dir: string) => 32 + FRAME_BYTES * (await readFile(shm(data_dir))).readUInt32LE(16)

/** What may happen to the log of writes, the last setting that is still there, and what is said. */
const WAL_DAMAGE: readonly (readonly [string, (data_dir: string) => Promise<void>, number | null, RegExp])[] = [
  ['is gone', async (at) => rm(wal(at)), null, /its write-ahead log \S+-wal is missing/],
  [
    'is gone with its index',
    async (at) => (await rm(shm(at)), rm(wal(at))),
    null,
    /its write-ahead log \S+-wal is missing/,
  ],
  ['is empty', async (at) => truncate(wal(at), 0), null, /was damaged: it is empty/],
  [
    'is cut within a frame',
    async (at) => truncate(wal(at), (await endOfLog(at)) - 100),
    19,
    /last commit in it is missing/,
  ],
  ['is cut between frames', async (at) => truncate(wal(at), (await endOfLog(at)) - FRAME_BYTES), 19, /last commit/],
  ['has another salt', async (at) => overwrite(wal(at), 16), null, /its header is damaged/],
  [
    'has another salt and no index',
    async (at) => (await rm(shm(at)), overwrite(wal(at), 20)),
    null,
    /its header is damaged/,
  ],
  [
    'has a page that was changed',
    async (at) => overwrite(wal(at), 32 + 24 + FRAME_BYTES * 4 + 500),
    null,
    /last commit/,
  ],
  [
    'has a page that was changed and no index',
    async (at) => (await rm(shm(at)), overwrite(wal(at), 32 + 24 + FRAME_BYTES * 4 + 500)),
    null,
    /frame 5 is damaged/,
  ],
  ['holds something else', async (at) => writeFile(wal(at), 'x'.repeat(5000)), null, /its header is damaged/],
]

describe('a log of writes that', () => {
  test.each(WAL_DAMAGE)('%s is told of, and kept as it was', async (what, happen, count, sentence) => {
    const data_dir = await copyOfCrash(what.replaceAll(' ', '-'))
    await happen(data_dir)
    const left = await digestOf(wal(data_dir))
    const store = await openStore(join(data_dir, NAME), () => undefined)
    expect(store.notices).toHaveLength(1)
    expect(store.notices[0]).toMatch(sentence)
    if (count !== null) expect(await store.settings.get()).toEqual({ count })
    await store.settings.put({ theme: 'dark' })
    await store.close()
    if (left !== null) {
      const [kept = ''] = await readdir(join(data_dir, 'kept-aside'))
      expect(await digestOf(join(data_dir, 'kept-aside', kept))).toBe(left)
    }
    const again = await openStore(join(data_dir, NAME), () => undefined)
    expect(again.notices).toEqual([])
    await again.close()
  })

  test('lost its database is not written over', async () => {
    const data_dir = await copyOfCrash('orphan')
    await rm(join(data_dir, NAME))
    const left = await digestOf(wal(data_dir))
    const error = await failureOf(openStore(join(data_dir, NAME), () => undefined))
    expect(error.message).toContain('it is missing, but its write-ahead log exists')
    expect(left).not.toBeNull()
    expect(await digestOf(wal(data_dir))).toBe(left)
    expect(await readdir(data_dir)).not.toContain(NAME)
  })
})

const DB_DAMAGE: readonly (readonly [string, (path: string) => Promise<void>])[] = [
  ['has a damaged header', (path) => overwrite(path, 0, 16)],
  ['has a damaged table', (path) => overwrite(path, PAGE_BYTES * 3, 200)],
  ['has a damaged schema', (path) => overwrite(path, 100, 400)],
  ['is cut short', (path) => truncate(path, PAGE_BYTES * 5)],
  ['is cut within its first page', (path) => truncate(path, 50)],
  ['is text', (path) => writeFile(path, 'no database\n'.repeat(1000))],
]

describe.each(['closed', 'crashed'])('a database that was %s and', (end) => {
  test.each(DB_DAMAGE)('%s is refused with a sentence and left as it is', async (what, happen) => {
    const data_dir = await copyOfCrash(`${end}-${what.replaceAll(' ', '-')}`)
    const path = join(data_dir, NAME)
    if (end === 'closed') await (await openStore(path, () => undefined)).close()
    await happen(path)
    // An empty log, which a connection that only reads may leave, holds as little as none.
    const held = async () => [await digestOf(path), (await digestOf(wal(data_dir))) ?? sha256(Buffer.of())]
    const left = await held()
    const logged: string[] = []
    const error = await failureOf(openStore(path, (line) => logged.push(line)))
    expect(error.message).toMatch(/^The database \S+ cannot be opened: .*damaged/)
    expect(error.message).toContain('It was not changed.')
    expect(logged).toEqual([])
    expect(await held()).toEqual(left)
  })
})

describe('serve', () => {
  test('tells of a damaged log at its start and over HTTP, and ends with one sentence for a damaged database', async () => {
    const data_dir = await copyOfCrash('served')
    await truncate(wal(data_dir), 100)
    const served = await startServe(data_dir, [], { ANOMALYX_API_TOKEN: 'a-token-for-tests-only' })
    expect(served.told.filter((line) => line.includes('The write-ahead log of the database was damaged'))).toHaveLength(
      1,
    )
    const headers = { Authorization: 'Bearer a-token-for-tests-only' }
    expect(await (await fetch(`${served.address}/status`, { headers })).json()).toMatchObject({
      notices: [expect.stringContaining('The write-ahead log of the database was damaged') as string],
    })
    expect(await served.end('SIGTERM')).toBe(0)
    await overwrite(join(data_dir, NAME), PAGE_BYTES * 3, 200)
    const { code, stderr } = await runCommand(['serve', '--port', '0', '--data-dir', data_dir])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^anomalyx: The database .* It was not changed\..*\n$/)
  })
})
