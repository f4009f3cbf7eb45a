import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import type { Alert } from '../../contract/alerts.ts'
import { ExportManifestSchema } from '../../contract/exports.ts'
import type { Flow } from '../../contract/flows.ts'
import { startApp } from '../testing/app.ts'
import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()
let flows: Flow[] = []
let alerts: Alert[] = []

beforeAll(async () => {
  const app = await startApp(folder.at('data'))
  await app.importFile(await writeCsv(folder.at('day.csv'), simulatedCapture('corrected', 600)))
  await app.importFile(await writeCsv(folder.at('other.csv'), simulatedCapture('corrected', 200, 2)))
  flows = (await app.call('flows.list', { capture_id: 1, q: 'proto:tcp', limit: 1000 })).items
  alerts = (await app.call('alerts.list', { limit: 1000 })).items
  await app.close()
}, 60_000)

const exporting = (...args: string[]) => runCommand(['export', ...args, '--data-dir', folder.at('data')])

describe('export', () => {
  test('writes what the list answers, and a manifest beside it', async () => {
    const out = folder.at('tcp.jsonl')
    const outcome = await exporting('flows', '--query', 'proto:tcp', '--capture', '1', '--out', out)
    expect(outcome).toMatchObject({ code: 0, stderr: '' })
    expect(outcome.stdout).toBe(`${String(flows.length)} flows saved as ${out}, with tcp.manifest.json beside it.\n`)
    const bytes = await readFile(out)
    const lines = bytes.toString().trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(flows)
    const manifest = ExportManifestSchema.parse(JSON.parse(await readFile(folder.at('tcp.manifest.json'), 'utf8')))
    expect(manifest).toMatchObject({
      ...{ rows: flows.length, sha256: createHash('sha256').update(bytes).digest('hex') },
      ...{ query: { text: 'proto:tcp' }, filters: { capture_id: 1 }, captures: [{ name: 'day.csv', classified: 600 }] },
    })
  })

  test('writes alerts as CSV, and tells of it as JSON', async () => {
    const out = folder.at('alerts.csv')
    const { code, stdout } = await exporting('alerts', '--out', out, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ path: out })
    const lines = (await readFile(out, 'utf8')).trimEnd().split('\n').slice(1)
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(alerts.map(({ id }) => id))
  })

  test.each([
    [['flows', '--out', 'flows.txt'], 2, 'must end in .csv or .jsonl'],
    [['flows', '--out', '-'], 2, 'must end in .csv or .jsonl'],
    [['flows', '--out', 'flows.csv', '--query', 'dport:'], 2, 'The query is wrong at'],
    [['flows', '--out', 'flows.csv', '--sort', 'size'], 2, 'sort'],
    [['flows', '--out', 'flows.csv', '--capture', '77'], 1, 'There is no capture 77'],
    [['alerts'], 2, "required option '--out <file>' not specified"],
  ])('%j fails and says why', async (args, code, sentence) => {
    const outcome = await exporting(...args)
    expect([outcome.code, outcome.stderr]).toEqual([code, expect.stringContaining(sentence) as string])
    expect(outcome.stdout).toBe('')
  })
})
