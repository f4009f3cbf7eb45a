import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, test } from 'vitest'

import { ImportStartedSchema } from '../../contract/captures.ts'
import { loopingGraph, writeBundle, zippedBundle } from '../testing/bundles.ts'
import { csvText, repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand, startServe } from '../testing/command.ts'
import { holdDatabase } from '../testing/database.ts'
import { useFolder } from '../testing/folder.ts'
import { found } from '../testing/found.ts'
import { childrenOf, cpuTicks, isAlive, until } from '../testing/processes.ts'

const folder = useFolder()
const TOKEN = 'a-token-for-tests-only'
const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))
const LIMIT_MS = 5000

/** Starts `serve` and an import that is under way. */
async function importing(data_dir: string) {
  const served = await startServe(data_dir, [], { ANOMALYX_API_TOKEN: TOKEN })
  const ask = (path: string, type: string, body: string | Buffer<ArrayBuffer>) =>
    fetch(served.address + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': type },
      body,
    })
  const text = csvText(repeatRows(simulatedCapture('corrected', 1000), 100_000))
  const { job_id } = ImportStartedSchema.parse(await (await ask('/captures?name=large.csv', 'text/csv', text)).json())
  const job = async () => {
    const headers = { Authorization: `Bearer ${TOKEN}` }
    return (await (await fetch(`${served.address}/jobs/${String(job_id)}`, { headers })).json()) as {
      rows_read: number
    }
  }
  await until(async () => (await job()).rows_read > 0)
  return { ...served, pid: served.child.pid ?? 0, ask }
}

/** Milliseconds that a process takes to end after SIGTERM. */
async function ending(served: { end: (signal: NodeJS.Signals) => Promise<number | null> }) {
  const begun_ms = performance.now()
  const code = await served.end('SIGTERM')
  return { code, elapsed_ms: performance.now() - begun_ms }
}

test('serve ends in time while its engine hangs, a bundle is tried, and clients hold connections', async () => {
  const data_dir = folder.at('hung')
  const served = await importing(data_dir)
  const engine = found(childrenOf(served.pid)[0])
  process.kill(engine, 'SIGSTOP')
  const archive = await zippedBundle(folder.at('loop.zip'), 'loop', loopingGraph(1), ['Flow Duration'])
  const tried = served.ask('/models', 'application/zip', await readFile(archive)).catch(() => undefined)
  await until(() => childrenOf(served.pid).length > 1)
  const socket = connect(Number(new URL(served.address).port), '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  socket.write('POST /captures HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n')
  const children = childrenOf(served.pid)
  const { code, elapsed_ms } = await ending(served)
  expect(code).toBe(0)
  expect(elapsed_ms).toBeLessThan(LIMIT_MS)
  await tried
  await until(() => children.every((each) => !isAlive(each)))
  expect(await readdir(join(data_dir, 'models'))).toEqual([])
}, 60_000)

test('serve ends in time while another program holds the database, and starts again after that', async () => {
  const data_dir = folder.at('held')
  const served = await importing(data_dir)
  const release = await holdDatabase(data_dir)
  const { elapsed_ms } = await ending(served)
  release()
  expect(elapsed_ms).toBeLessThan(LIMIT_MS)
  const again = await startServe(data_dir, [], { ANOMALYX_API_TOKEN: TOKEN })
  expect(again.told.join('\n')).toContain('The import of large.csv was interrupted')
  expect((await ending(again)).code).toBe(0)
}, 60_000)

test('a process that loops ends although its parent was killed and could not end it', async () => {
  const path = await writeBundle(folder.at('loops'), loopingGraph(1), { id: 'loops', features: ['Flow Duration'] })
  const command = spawn(process.execPath, [CLI, 'models', 'import', path, '--data-dir', folder.at('orphan')], {
    stdio: 'ignore',
  })
  let child = 0
  await until(() => {
    ;[child = 0] = childrenOf(command.pid)
    return child !== 0 && cpuTicks(child) > 200
  })
  command.kill('SIGKILL')
  await once(command, 'exit')
  await until(() => !isAlive(child))
}, 60_000)

test('a named bundle is tried by every command that uses one', async () => {
  const capture = await writeCsv(folder.at('capture.csv'), simulatedCapture('original', 20))
  const path = await writeBundle(folder.at('unknown'), loopingGraph(1), {
    id: 'unknown',
    features: ['Flow Duration'],
    classes: ['Benign', 'UNKNOWN'],
  })
  const runs = [
    ['predict', capture, '--out', folder.at('out.csv'), '--model', path],
    ['evaluate', capture, '--model', path],
    ['serve', '--port', '0', '--data-dir', folder.at('serve'), '--model', path],
    ['models', 'import', path, '--data-dir', folder.at('models')],
  ]
  for (const args of runs) {
    const { code, stderr } = await runCommand(args)
    expect([args[0], code, stderr]).toEqual([args[0], 1, expect.stringContaining('the name of the verdict Unknown')])
  }
}, 60_000)
