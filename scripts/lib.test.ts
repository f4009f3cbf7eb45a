import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { callerFolder } from './cli.mjs'
import { satisfies } from './dependencies.mjs'
import { reason } from './electron.mjs'
import { capture, chooseNode, exitCode, filesBelow, handOver, readJson, run, toolScript } from './lib.mjs'

let folder: string
beforeAll(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'anomalyx-scripts-')))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const node = process.execPath

describe('a command', () => {
  test('gets its arguments unchanged, in the given folder', async () => {
    const args = ['a b', '"quoted"', '$HOME', '*', '']
    const script = 'process.stdout.write(JSON.stringify([process.cwd(), ...process.argv.slice(1)]))'
    const { code, output } = await capture(node, ['-e', script, '--', ...args], { cwd: folder })
    expect([code, JSON.parse(output)]).toEqual([0, [folder, ...args]])
  })

  test('hands its exit code over', async () => {
    expect(await handOver(node, ['-e', 'process.exit(3)'])).toBe(3)
    expect(await run(node, ['-e', 'process.exit(4)'])).toBe(4)
  })

  test.skipIf(process.platform === 'win32')('ended by a signal has the exit code of a shell', async () => {
    expect(await handOver(node, ['-e', 'process.kill(process.pid, "SIGTERM")'])).toBe(143)
    expect(exitCode(null, 'SIGINT')).toBe(130)
    expect(exitCode(0, null)).toBe(0)
  })

  test('that does not exist is reported by name', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    expect(await run(join(folder, 'nothing'), [])).toBe(127)
    expect(said.mock.calls.join()).toContain('nothing could not be started')
    await expect(handOver(join(folder, 'nothing'), [])).rejects.toThrow('nothing could not be started')
  })
})

test.each([
  ['the pinned one', ['/pinned', '/current'], '24.9.0', '/pinned'],
  ['the current one, which is new enough', ['/current'], '26.0.0', '/current'],
  ['none that is too old', ['/current'], '22.20.0', undefined],
  ['none that an update removed while it ran', [], '24.9.0', undefined],
])('the project runs with %s', (_, there, version, chosen) => {
  expect(chooseNode('/pinned', '/current', version, (path) => there.includes(path))).toBe(chosen)
})

test('relative paths refer to the folder in which npm was called', () => {
  const env = { npm_lifecycle_event: 'anomalyx', INIT_CWD: '/home/ada' }
  expect(callerFolder(env, '/project')).toBe('/home/ada')
  expect(callerFolder({ ...env, npm_lifecycle_event: 'start' }, '/project')).toBe('/project')
  expect(callerFolder({}, '/elsewhere')).toBe('/elsewhere')
})

describe('installed packages', () => {
  const wanted = {
    '': {},
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true },
  }
  const versions = (installed: Record<string, string>) => (path: string) => installed[path]

  test('match a lock file with all packages but optional ones', () => {
    expect(satisfies(wanted, versions({ 'node_modules/a': '1.0.0' }))).toBe(true)
    expect(satisfies(wanted, versions({ 'node_modules/a': '1.0.0', 'node_modules/b': '2.0.0' }))).toBe(true)
  })

  test('do not match with another version, or when one is missing', () => {
    expect(satisfies(wanted, versions({ 'node_modules/a': '1.0.1' }))).toBe(false)
    expect(satisfies(wanted, versions({ 'node_modules/a': '1.0.0', 'node_modules/b': '1.9.0' }))).toBe(false)
    expect(satisfies(wanted, versions({}))).toBe(false)
  })
})

test('a failed download is explained in one line', () => {
  expect(reason(0, 'anything')).toBe('done')
  expect(reason(1, 'TypeError: fetch failed\n  at fetch')).toBe('its host cannot be reached')
  expect(reason(1, '\nchecksum mismatch\n  at verify')).toBe('checksum mismatch')
  expect(reason(7, '')).toBe('exit code 7')
})

test('files below a folder are regular files at any depth', () => {
  const top = join(folder, 'files')
  mkdirSync(join(top, 'a', 'b'), { recursive: true })
  writeFileSync(join(top, 'one'), '')
  writeFileSync(join(top, 'a', 'b', 'two'), '')
  if (process.platform !== 'win32') symlinkSync(join(top, 'one'), join(top, 'link'))
  expect(filesBelow(top).sort()).toEqual([join(top, 'a', 'b', 'two'), join(top, 'one')])
})

test('a JSON file that is missing or damaged is undefined, and a tool that is not installed is named', () => {
  writeFileSync(join(folder, 'damaged.json'), '{')
  expect([readJson(join(folder, 'damaged.json')), readJson(join(folder, 'nothing.json'))]).toEqual([
    undefined,
    undefined,
  ])
  expect(toolScript('vitest')).toContain(join('node_modules', 'vitest'))
  expect(() => toolScript('not-installed')).toThrow('not-installed is not installed')
})
