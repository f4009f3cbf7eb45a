import { mkdir, readdir } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { dataDir } from '../paths.ts'
import { runCommandIn } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

/** Runs a command in a folder of its own, and answers what it left there. */
async function runIn(name: string, args: readonly string[], environment: NodeJS.ProcessEnv) {
  const cwd = folder.at(name)
  await mkdir(cwd)
  const home = folder.at('home')
  const outcome = await runCommandIn(cwd, args, {
    ANOMALYX_DATA_DIR: '',
    HOME: home,
    XDG_DATA_HOME: '',
    ...environment,
  })
  return { ...outcome, left: await readdir(cwd) }
}

describe('the working directory is no data directory', () => {
  test.each([
    ['token', '--data-dir', ''],
    ['models', 'list', '--data-dir', ''],
    ['serve', '--model', ''],
    ['follow', '--folder', ''],
    ['train', 'a.csv', '--out', ''],
  ])('that an empty option names: %s %s %s', async (...args) => {
    const { code, stderr, left } = await runIn(args.join(' ').trim(), args, {})
    expect([code, left]).toEqual([2, []])
    expect(stderr).toContain('It must not be empty.')
  })

  test('that an empty or a relative XDG_DATA_HOME names', async () => {
    expect(await runIn('empty', ['token'], {})).toMatchObject({ code: 0, left: [] })
    expect(await runIn('relative', ['token'], { XDG_DATA_HOME: 'share' })).toMatchObject({ code: 0, left: [] })
    expect(await readdir(folder.at('home/.local/share/anomalyx'))).toEqual(['api-token'])
  })

  test('that an empty HOME names', async () => {
    const { code, stderr, left } = await runIn('homeless', ['token'], { HOME: '' })
    expect([code, left]).toEqual([1, []])
    expect(stderr).toMatch(/^anomalyx: The home directory is not known, .*\.\n$/)
  })
})

test('an absolute XDG_DATA_HOME is the place of the data directory', () => {
  expect(dataDir({ XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/anomalyx')
})

describe('a command that only reads refuses a folder without a database, and makes none', () => {
  test.each(['export flows --out x.csv', 'export alerts --out x.csv', 'report --out x.html'])('%s', async (line) => {
    const args = [...line.split(' '), '--data-dir', 'mistyped']
    const { code, stdout, stderr, left } = await runIn(line, args, {})
    expect([code, stdout, left]).toEqual([1, '', []])
    expect(stderr).toMatch(/^anomalyx: .*mistyped holds no database of AnomalyX, .*\.\n$/)
  })
})
