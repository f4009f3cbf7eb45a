import { mkdir, readdir, readFile } from 'node:fs/promises'
import { userInfo } from 'node:os'

import { beforeAll, describe, expect, test } from 'vitest'

import type { Overview } from '../../contract/charts.ts'
import { startApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { readReport } from '../testing/report.ts'

const folder = useFolder()
const RANGE = { after: '2026-03-10T09:00', before: '2026-03-10T12:00' }
let overview: Overview
let flows = 0

beforeAll(async () => {
  const app = await startApp(folder.at('data'))
  await app.importFile(await writeCsv(folder.at('day.csv'), simulatedCapture('corrected', 600)))
  await app.importFile(await writeCsv(folder.at('other.csv'), simulatedCapture('corrected', 200, 2)))
  overview = await app.call('charts.overview', { capture_id: 1, ...RANGE })
  const q = `proto:tcp after:${RANGE.after} before:${RANGE.before}`
  flows = (await app.call('flows.list', { capture_id: 1, q, limit: 1000 })).items.length
  await app.close()
}, 60_000)

const report = (...args: string[]) => runCommand(['report', ...args, '--data-dir', folder.at('data')])

describe('report', () => {
  test('writes the page of a view, made by the account', async () => {
    const out = folder.at('report.html')
    const options = ['--list', 'flows', '--query', 'proto:tcp', '--capture', '1']
    const outcome = await report(...options, '--after', RANGE.after, '--before', RANGE.before, '--out', out)
    expect(outcome).toEqual({ code: 0, stderr: '', stdout: `Report saved as ${out}.\n` })
    const text = await readFile(out, 'utf8')
    const { figure, textUnder, title } = readReport(text)
    expect(title).toBe('AnomalyX report: day.csv')
    expect([figure('classified'), figure('threats')]).toEqual([overview.classified, overview.threats])
    expect(textUnder('Flows')).toContain(`${String(flows)} flows in this view`)
    expect(text).toContain(`by <bdi>${userInfo().username}</bdi>`)
  })

  test('tells of it as JSON', async () => {
    const out = folder.at('all.html')
    const { code, stdout } = await report('--out', out, '--json')
    expect([code, JSON.parse(stdout)]).toEqual([0, { path: out }])
  })

  test.each([
    [['--out', 'report.pdf'], 2, 'must end in .html'],
    [['--out', 'report.html', '--query', 'dport:'], 2, 'The query is wrong at'],
    [['--out', 'report.html', '--after', 'soon'], 2, 'which is no time'],
    [['--out', 'report.html', '--capture', '77'], 1, 'There is no capture 77'],
    [['--out', '/nowhere/at/all/report.html'], 1, '/nowhere/at/all'],
    [[], 2, "required option '--out <file>' not specified"],
  ])('%j fails and says why', async (args, code, sentence) => {
    const outcome = await report(...args)
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringContaining(sentence) as string])
    expect(outcome.stdout).toBe('')
  })

  test('takes the place of no folder, and leaves nothing behind', async () => {
    await mkdir(folder.at('out/folder.html'), { recursive: true })
    expect(await report('--out', folder.at('out/folder.html'))).toMatchObject({ code: 1 })
    expect(await readdir(folder.at('out'))).toEqual(['folder.html'])
  })
})
