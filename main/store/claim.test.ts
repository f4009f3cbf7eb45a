import { cp, link, mkdir, rename, rm, symlink } from 'node:fs/promises'

import { afterEach, describe, expect, test } from 'vitest'

import { runCommand, type ServedProcess, startServe } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
let first: ServedProcess | undefined
afterEach(async () => {
  await first?.end('SIGKILL')
  first = undefined
})

/** What somebody may do to the data directory `D` of a running AnomalyX, and where a second one is started then. */
const TRICKS: readonly (readonly [string, (at: (name: string) => string) => Promise<string>])[] = [
  ['as it is', (at) => Promise.resolve(at('D'))],
  [
    'with its lock file removed',
    async (at) => {
      await rm(at('D/anomalyx.sqlite.lock'))
      return at('D')
    },
  ],
  [
    'with its lock file replaced by a copy',
    async (at) => {
      await cp(at('D/anomalyx.sqlite.lock'), at('copy'))
      await rename(at('copy'), at('D/anomalyx.sqlite.lock'))
      return at('D')
    },
  ],
  [
    'with lock and database removed',
    async (at) => {
      for (const name of ['', '-wal', '-shm', '.lock']) await rm(at(`D/anomalyx.sqlite${name}`), { force: true })
      return at('D')
    },
  ],
  [
    'by a symbolic link',
    async (at) => {
      await symlink(at('D'), at('L'))
      await rm(at('D/anomalyx.sqlite.lock'))
      return at('L')
    },
  ],
  [
    'renamed, without its lock file',
    async (at) => {
      await rename(at('D'), at('E'))
      await rm(at('E/anomalyx.sqlite.lock'))
      return at('E')
    },
  ],
  [
    'in place of one that was moved away',
    async (at) => {
      await rename(at('D'), at('E'))
      await mkdir(at('D'))
      return at('D')
    },
  ],
  [
    'with its database linked into another folder',
    async (at) => {
      await mkdir(at('E'))
      await link(at('D/anomalyx.sqlite'), at('E/anomalyx.sqlite'))
      return at('E')
    },
  ],
]

describe('a data directory in use', () => {
  test.each(TRICKS)('is closed to a second process %s', async (what, play) => {
    const at = (name: string) => folder.at(`${what.replaceAll(/\W+/g, '-')}/${name}`)
    await mkdir(at(''), { recursive: true })
    first = await startServe(at('D'))
    const data_dir = await play(at)
    const { code, stderr } = await runCommand(['serve', '--port', '0', '--data-dir', data_dir])
    expect(stderr).toBe(
      'anomalyx: Another AnomalyX is using this data directory. Use that one, close it first, or set ANOMALYX_DATA_DIR to another directory.\n',
    )
    expect(code).toBe(1)
  })

  test('is free again once the process is gone, however it went', async () => {
    const data_dir = folder.at('killed')
    first = await startServe(data_dir)
    await first.end('SIGKILL')
    first = await startServe(data_dir)
    expect((await fetch(`${first.address}/health`)).status).toBe(200)
    expect(await first.end('SIGTERM')).toBe(0)
  })
})
