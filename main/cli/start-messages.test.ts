import { once } from 'node:events'
import { chmod, cp, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

import { describe, expect, test } from 'vitest'

import { runCommand, startServe } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { CAN_MOUNT, useSmallDisks } from '../testing/small-disk.ts'

const folder = useFolder()
const mountDisk = useSmallDisks()
const BUNDLE = fileURLToPath(new URL('../../models/default', import.meta.url))

/** What is wrong with a data directory, and words of the sentence that says so. */
const FAULTS: readonly (readonly [string, (path: string) => Promise<void>, string])[] = [
  ['is a file', (path) => writeFile(path, ''), 'is a file, not a folder'],
  ['is a link to nothing', (path) => symlink(`${path}-nowhere`, path), 'it is a broken symbolic link'],
  [
    'is a folder for everybody',
    async (path) => (await mkdir(path), chmod(path, 0o1777)),
    'is also used for other things',
  ],
]

/** Faults that are met only by commands that open the store. */
const STORE_FAULTS: typeof FAULTS = [
  [
    'holds no database',
    async (path) => (await mkdir(path), writeFile(`${path}/anomalyx.sqlite`, 'x'.repeat(5000))),
    'cannot be opened',
  ],
  [
    'holds a log without its database',
    async (path) => (await mkdir(path), writeFile(`${path}/anomalyx.sqlite-wal`, 'x')),
    'it is missing',
  ],
  [
    'has a file where models go',
    async (path) => (await mkdir(path), writeFile(`${path}/models`, '')),
    'models is a file',
  ],
  [
    'has a file where uploads go',
    async (path) => (await mkdir(path), writeFile(`${path}/spool`, '')),
    'spool is a file',
  ],
]

const STORE_COMMANDS = [
  ['serve', '--port', '0'],
  ['models', 'list'],
]

async function expectOneSentence(args: readonly string[], words: string, environment: NodeJS.ProcessEnv = {}) {
  const { code, stdout, stderr } = await runCommand(args, environment)
  expect(stderr).toMatch(/^anomalyx: [^\n]+\.\n$/)
  expect(stderr).toContain(words)
  expect([code, stdout]).toEqual([1, ''])
}

describe('a data directory that', () => {
  test.each([...FAULTS, ...STORE_FAULTS])(
    '%s is told with one sentence by every command',
    async (what, make, words) => {
      const data_dir = folder.at(what.replaceAll(' ', '-'))
      await make(data_dir)
      const is_store_fault = STORE_FAULTS.some(([name]) => name === what)
      for (const command of is_store_fault ? STORE_COMMANDS : [...STORE_COMMANDS, ['token']]) {
        await expectOneSentence([...command, '--data-dir', data_dir], words)
      }
      await expectOneSentence(['models', 'list'], words, { ANOMALYX_DATA_DIR: data_dir })
    },
  )

  test('was open to others is closed at the start, with what is in it', async () => {
    const data_dir = folder.at('wide')
    await mkdir(data_dir)
    await chmod(data_dir, 0o777)
    await writeFile(`${data_dir}/api-token`, 'a-token-for-tests-only\n')
    await chmod(`${data_dir}/api-token`, 0o644)
    const served = await startServe(data_dir)
    const paths = [
      '',
      'api-token',
      'anomalyx.sqlite',
      'anomalyx.sqlite-wal',
      'anomalyx.sqlite-shm',
      'anomalyx.sqlite.lock',
    ]
    const modes = await Promise.all(paths.map(async (name) => (await stat(`${data_dir}/${name}`)).mode & 0o777))
    expect(modes).toEqual([0o700, 0o600, 0o600, 0o600, 0o600, 0o600])
    expect(await served.end('SIGTERM')).toBe(0)
  })
})

describe.runIf(CAN_MOUNT)('a disk that', () => {
  test('is full at the start is told with one sentence', async () => {
    const disk = mountDisk(folder.at('full'), 1 << 20)
    disk.fill()
    for (const command of [...STORE_COMMANDS, ['token']]) {
      await expectOneSentence(
        [...command, '--data-dir', `${disk.path}/data`],
        'The disk with the data directory is full',
      )
    }
  })
})

describe('serve', () => {
  test('says in one sentence that the port it was to use is taken', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const { port } = blocker.address() as AddressInfo
    await expectOneSentence(
      ['serve', '--port', String(port), '--data-dir', folder.at('port')],
      `Port ${String(port)} is in use by another program`,
    )
    blocker.close()
  })

  test('says in one sentence that its model is not there', async () => {
    const args = ['serve', '--port', '0', '--data-dir', folder.at('model')]
    await expectOneSentence([...args, '--model', folder.at('nowhere')], 'manifest.json cannot be read')
    const without_graph = folder.at('without-graph')
    await cp(BUNDLE, without_graph, { recursive: true })
    await rm(`${without_graph}/model.onnx`)
    await expectOneSentence([...args, '--model', without_graph], 'model.onnx cannot be read')
  })
})
