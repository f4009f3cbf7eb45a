import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { beforeAll, describe, expect, test } from 'vitest'

import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { COMPILE_CACHE, startServe } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { found } from '../testing/found.ts'
import { childrenOf, isAlive, until } from '../testing/processes.ts'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const folder = useFolder()

beforeAll(async () => {
  await writeCsv(folder.at('capture.csv'), simulatedCapture('corrected', 200))
})

/** Runs the command line with the redirections of a shell, and answers what its error stream got. */
async function redirected(line: string) {
  const child = spawn('sh', ['-c', `"${process.execPath}" "${CLI}" ${line}`], {
    cwd: folder.path,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stderr }
}

describe('an error stream that takes nothing', () => {
  test('costs no output', async () => {
    expect((await redirected('train capture.csv --out bundle 2>/dev/full')).code).toBe(0)
    expect((await readdir(folder.at('bundle'))).sort()).toEqual(['MODEL_CARD.md', 'manifest.json', 'model.onnx'])
  }, 60_000)

  test('does not change how a command ends', async () => {
    expect((await redirected('evaluate none.csv 2>/dev/full')).code).toBe(1)
    expect((await redirected('evaluate 2>/dev/full')).code).toBe(2)
  })

  test('does not end the server', async () => {
    const served = await startServe(folder.at('data'))
    served.child.stderr?.destroy()
    const isServing = async () => (await fetch(`${served.address}/health`)).ok
    const engine = found((await childrenThere(served.child.pid))[0])
    // The server logs its end.
    process.kill(engine, 'SIGKILL')
    await until(() => !isAlive(engine) && childrenOf(served.child.pid).some((each) => each !== engine))
    expect(await isServing()).toBe(true)
    expect(await served.end('SIGTERM')).toBe(0)
  }, 60_000)
})

describe('standard output on a full disk', () => {
  test.each([
    ['an answer', 'evaluate capture.csv'],
    ['the help', '--help'],
    ['a labelled copy', 'predict capture.csv --out - --rejects rejects.csv'],
  ])('is told in one sentence when it is %s', async (_, line) => {
    const { code, stderr } = await redirected(`${line} >/dev/full`)
    expect(code).toBe(1)
    const lines = stderr.split('\n').filter((each) => !each.startsWith('note: '))
    expect(lines).toEqual([
      expect.stringMatching(/^anomalyx: Writing standard output failed: there is no space left on its disk\. .+\.$/),
      '',
    ])
    expect((await readdir(folder.path)).filter((name) => /partial|rejects/.test(name))).toEqual([])
  })

  test('leaves the exit code of a failure', async () => {
    expect((await redirected('evaluate none.csv >/dev/full 2>errors')).code).toBe(1)
    expect(await readFile(folder.at('errors'), 'utf8')).toMatch(/^anomalyx: [^\n]+\.\n$/)
  })
})

async function childrenThere(pid: number | undefined): Promise<number[]> {
  await until(() => childrenOf(pid).length > 0)
  return childrenOf(pid)
}
