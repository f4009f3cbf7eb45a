import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { exclusively, isAbandoned } from './lock.mjs'

let folder: string
let lock: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anomalyx-lock-'))
  lock = join(folder, 'below', 'setup.lock')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('work holds the lock, and releases it whether it succeeds or fails', async () => {
  const seen = await exclusively(() => Promise.resolve(readFileSync(lock, 'utf8')), lock)
  expect(seen).toBe(String(process.pid))
  expect(existsSync(lock)).toBe(false)
  await expect(exclusively(() => Promise.reject(new Error('broken')), lock)).rejects.toThrow('broken')
  expect(existsSync(lock)).toBe(false)
})

test('two pieces of work never overlap', async () => {
  const events: string[] = []
  const work = (name: string) => async () => {
    events.push(`${name} starts`)
    await new Promise((resolve) => setImmediate(resolve))
    events.push(`${name} ends`)
  }
  await Promise.all([exclusively(work('a'), lock), exclusively(work('b'), lock)])
  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends'])
})

test('the lock of a process that has ended is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  await exclusively(() => Promise.resolve(), lock)
  writeFileSync(lock, String(pid))
  expect(isAbandoned(lock)).toBe(true)
  expect(await exclusively(() => Promise.resolve('done'), lock)).toBe('done')
})

test('the lock of a running process is kept', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'])
  await once(child, 'spawn')
  const file = join(folder, 'lock')
  writeFileSync(file, String(child.pid))
  expect(isAbandoned(file)).toBe(false)
  child.kill()
  await once(child, 'exit')
  expect(isAbandoned(file)).toBe(true)
})

test('an empty lock is being written, unless it is old', () => {
  const file = join(folder, 'lock')
  writeFileSync(file, '')
  expect(isAbandoned(file)).toBe(false)
  const minute_ago_s = Date.now() / 1000 - 60
  utimesSync(file, minute_ago_s, minute_ago_s)
  expect(isAbandoned(file)).toBe(true)
})

test('a lock that is gone is not abandoned: the next attempt takes it', () => {
  expect(isAbandoned(join(folder, 'nothing'))).toBe(false)
})
