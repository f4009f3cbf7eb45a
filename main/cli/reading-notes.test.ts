import { readFile, writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { simulatedCapture, withCell } from '../testing/captures.ts'
import { caseLines, casePath } from '../testing/cases.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { columnNotices } from './reading-notes.ts'

const folder = useFolder()
const predict = (path: string, ...options: string[]) =>
  runCommand(['predict', path, '--out', folder.at('o.csv'), ...options])

const NotesSchema = z.object({
  notices: z.array(z.string()),
  unlike_training: z.string().nullable(),
  missing_cells: z.array(z.object({ feature: z.string(), kind: z.string(), cells: z.int() })),
  unread_cells: z.array(z.object({ column: z.string(), value: z.string().nullable(), cells: z.int() })),
})

describe('the command line says of a file what the window says', () => {
  test.each([
    ['seconds', /Durations in the file are seconds/],
    ['no-header', /has no header line/],
    ['labels', /4 flows have the label "Exploits", which names no known threat type/],
  ])('%s.csv', async (name, sentence) => {
    const path = casePath(`cli-silent/${name}.csv`)
    const person = await predict(path)
    expect(person.code).toBe(0)
    expect(person.stderr).toMatch(sentence)
    expect(person.stderr).toContain('these predictions are unreliable')
    const script = await predict(path, '--json')
    expect(script.stderr).toBe('')
    const notes = NotesSchema.parse(JSON.parse(script.stdout))
    expect(notes.notices.length).toBeGreaterThan(0)
    expect(notes.unlike_training).toContain('but the model was trained on flows of')
  })

  test('of ports and protocols that cannot be read', async () => {
    const { header, rows } = simulatedCapture('corrected', 30)
    const named = rows.map((row) => withCell(header, row, 'Dst Port', 'https'))
    await writeFile(folder.at('named.csv'), [header, ...named].join('\n'))
    expect((await predict(folder.at('named.csv'))).stderr).toContain(
      'note: 30 cells of Dst Port, "https", were read as nothing.',
    )
    const { stdout } = await predict(folder.at('named.csv'), '--json')
    expect(NotesSchema.parse(JSON.parse(stdout)).unread_cells).toEqual([
      { column: 'Dst Port', value: 'https', cells: 30 },
    ])
  })

  test('of all files that are evaluated together', async () => {
    const { header, rows } = simulatedCapture('corrected', 30)
    await writeFile(folder.at('a.csv'), [header, ...rows].join('\n'))
    await writeFile(
      folder.at('b.csv'),
      [header, ...rows.map((row) => withCell(header, row, 'Flow Bytes/s', 'NA'))].join('\n'),
    )
    const { stdout } = await runCommand(['evaluate', folder.at('a.csv'), folder.at('b.csv'), '--json'])
    const notes = NotesSchema.parse(JSON.parse(stdout))
    expect(notes.missing_cells).toContainEqual({ feature: 'Flow Bytes/s', kind: 'nan', cells: 30 })
    expect(notes.notices.join(' ')).toContain('a.csv: ')
  })
})

describe('columns that are odd or repeated are told', () => {
  const oddFile = async () => {
    const { header, rows } = simulatedCapture('corrected', 30)
    const lines = [`${header},site,Flow Duration`, ...rows.map((row) => `${row},here,1`)]
    await writeFile(folder.at('odd.csv'), lines.join('\n'))
    return folder.at('odd.csv')
  }

  test('by predict', async () => {
    const { stderr } = await predict(await oddFile())
    expect(stderr).toContain('Of columns with the same name, the first is read: "Flow Duration".')
    expect(stderr).toContain('Nothing is read from these columns: "site".')
  })

  test('by evaluate', async () => {
    const { stdout } = await runCommand(['evaluate', await oddFile(), '--json'])
    expect(NotesSchema.parse(JSON.parse(stdout)).notices).toContain('Nothing is read from these columns: "site".')
  })

  test('but not those that flow meters write', () => {
    const columns = { duplicates: ['Fwd Header Length'], extras: ['ICMP Code', 'SimillarHTTP', 'Inbound'] }
    expect(columnNotices(columns)).toEqual([])
    expect(columnNotices({ ...columns, extras: Array.from({ length: 12 }, (_, at) => `x${String(at)}`) })).toEqual([
      expect.stringMatching(/^Nothing is read from these columns: "x0", .*"x9" and 2 more\.$/) as string,
    ])
  })
})

test('labels that name no threat are compared as threats, and told', async () => {
  const path = casePath('share-of-nothing/capture.csv')
  const { stdout, stderr } = await runCommand(['evaluate', path])
  expect(stdout).toMatch(/Attack +[\d.-]+ +[\d.]+ +[\d.-]+ +8\n/)
  expect(stderr).toContain('8 flows have the label "Attack", which names no known threat type')
  const script = await runCommand(['evaluate', path, '--json'])
  expect(JSON.parse(script.stdout)).toMatchObject({
    fnr: expect.any(Number) as number,
    per_class: { Attack: { support: 8 } },
    unlabelled: 0,
  })
})

test('a file of which nothing can be classified is a failure with its reason', async () => {
  const { code, stdout, stderr } = await predict(
    casePath('nothing-classified/capture.csv'),
    '--rejects',
    folder.at('r.csv'),
  )
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(
    /capture\.csv: None of the 8 rows could be classified: each has 82 cells where the header has 78/,
  )
  expect(stderr).not.toContain('CICFlowMeter')
  expect((await readFile(folder.at('r.csv'), 'utf8')).trimEnd().split('\n')).toHaveLength(9)
  const [header = ''] = caseLines('nothing-classified/capture.csv')
  await writeFile(folder.at('header.csv'), `${header}\n`)
  expect((await predict(folder.at('header.csv'))).code).toBe(0)
})

test('a refusal names its file, and lists what is missing only when asked', async () => {
  const { header } = simulatedCapture('original', 1)
  await writeFile(folder.at('reduced.csv'), `${header.split(',').slice(0, 40).join(',')}\n`)
  const short = await predict(folder.at('reduced.csv'))
  expect(short.stderr.trimEnd().split('\n')).toHaveLength(1)
  expect(short.stderr).toContain('reduced.csv')
  const long = await predict(folder.at('reduced.csv'), '--verbose')
  expect(long.stderr.trimEnd().split('\n').length).toBeGreaterThan(30)
})

test('the labelled copy can be read again, whatever its separators', async () => {
  const { header, rows } = simulatedCapture('corrected', 30)
  const commas = (line: string) => line.replaceAll(',', ';').replaceAll('.', ',')
  const tabbed = (line: string) => line.replaceAll(',', '\t')
  const tables = [
    [header, ...rows],
    [header.replaceAll(',', ';'), ...rows.map(commas)],
    [header, ...rows].map(tabbed),
    [header, ...rows.map((row) => `${row},`)],
    [header, ...rows.map((row, at) => `${String(at)},${row}`)],
    [`${header},`, ...rows],
    [header, ...rows].map((line) => `'${line.replaceAll(',', "','")}'`),
    ['sep=;', header.replaceAll(',', ';'), ...rows.map(commas)],
  ]
  for (const [at, lines] of tables.entries()) {
    await writeFile(folder.at('in.csv'), lines.join('\n'))
    const first = await runCommand([
      'predict',
      folder.at('in.csv'),
      '--out',
      folder.at('copy.csv'),
      '--json',
      '--explain',
      '3',
    ])
    const second = await runCommand(['predict', folder.at('copy.csv'), '--out', folder.at('again.csv'), '--json'])
    const count = (text: string) =>
      z.object({ classified: z.int(), by_threat_type: z.record(z.string(), z.int()) }).parse(JSON.parse(text))
    expect(count(first.stdout).classified, `table ${String(at)}`).toBe(30)
    expect(count(second.stdout), `table ${String(at)}`).toEqual(count(first.stdout))
  }
}, 60_000)

test('a rejected cell that a spreadsheet would run is written as text', async () => {
  await predict(casePath('formulas-in-rejects/capture.csv'), '--rejects', folder.at('f.csv'))
  expect(await readFile(folder.at('f.csv'), 'utf8')).toContain(",'=1+cmd|x!A0,")
})
