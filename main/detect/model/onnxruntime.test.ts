import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

import { expect, test } from 'vitest'

import { DEFAULT_BUNDLE_DIR } from '../../paths.ts'
import { useFolder } from '../../testing/folder.ts'

const folder = useFolder()
const CLASSIFIER = fileURLToPath(new URL('./classifier.ts', import.meta.url))
const MODULE = new URL('./onnxruntime.ts', import.meta.url)

test('keeps no id of this machine and no events, whatever the environment says', async () => {
  const home = folder.at('home')
  await mkdir(home)
  const code = `
    const { Classifier } = await import(${JSON.stringify(CLASSIFIER)})
    await Classifier.load(${JSON.stringify(DEFAULT_BUNDLE_DIR)})
    process.stdout.write(process.env.ORT_DISABLE_TELEMETRY)`
  // No variable by which the library knows a machine that runs tests.
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    env: { PATH: process.env['PATH'], HOME: home, TMPDIR: home, ORT_DISABLE_TELEMETRY: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let told = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text))
  expect(await once(child, 'close')).toEqual([0, null])
  expect(told).toBe('1')
  expect(await readdir(home, { recursive: true })).toEqual([])
})

test('is not loaded by a worker thread, which cannot turn its telemetry off', async () => {
  const worker = new Worker(MODULE)
  const [error] = (await once(worker, 'error')) as [Error]
  expect(error.message).toContain('main thread')
})
