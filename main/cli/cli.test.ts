import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { gzipSync } from 'node:zlib'

import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { startApp } from '../testing/app.ts'
import { columnOf, csvText, simulatedCapture, withCell, writeCsv } from '../testing/captures.ts'
import { runCommand, startServe } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { startServer } from '../testing/server.ts'

const folder = useFolder()
const COMMANDS = ['predict', 'evaluate', 'train', 'serve', 'token']

const PredictSchema = z.strictObject({
  rows_read: z.int(),
  conversations: z.literal(0),
  classified: z.int(),
  rejected: z.int(),
  notices: z.array(z.string()),
  unlike_training: z.string().nullable(),
  missing_cells: z.array(z.unknown()),
  unread_cells: z.array(z.unknown()),
  by_threat_type: z.record(z.string(), z.int().positive()),
  elapsed_ms: z.int().nonnegative(),
  capture: z.object({ sha256: z.string().length(64) }),
  model: z.object({ id: z.string(), sha256: z.string() }),
})
const ScoreSchema = z.number().min(0).max(1)
const EvaluateSchema = z.object({
  rows: z.int(),
  accuracy: ScoreSchema,
  macro_f1: ScoreSchema,
  fpr: ScoreSchema,
  fnr: ScoreSchema,
  per_class: z.record(
    z.string(),
    z.object({ precision: ScoreSchema.nullable(), recall: ScoreSchema, f1: ScoreSchema, support: z.int().positive() }),
  ),
})

/** A command that must succeed and print exactly one JSON object. */
async function json(args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await runCommand([...args, '--json'])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.trimEnd()).not.toContain('\n')
  return JSON.parse(stdout)
}

/** A capture with three faulty rows, spelt the hard way: CRLF, a byte order mark, a dash of Windows-1252. */
const original = simulatedCapture('original', 500)
const rows = original.rows.map((row) => row.replaceAll('\u2013', '-'))
rows[3] = withCell(original.header, rows[3] ?? '', 'Flow Duration', 'many')
rows[7] = original.header
rows[9] = 'short'
rows[11] = withCell(original.header, rows[11] ?? '', 'Label', 'Web Attack \x96 XSS')
const bytes = Buffer.concat([
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from(csvText({ header: original.header, rows }, '\r\n'), 'latin1'),
])

beforeAll(() => writeFile(folder.at('hard.csv'), bytes))

describe('--help', () => {
  test('lists every command', async () => {
    const { code, stdout } = await runCommand(['--help'])
    expect(code).toBe(0)
    for (const command of COMMANDS) expect(stdout).toContain(`\n  ${command} `)
  })

  test('explains every command with its options', async () => {
    const outcomes = await Promise.all(COMMANDS.map((command) => runCommand([command, '--help'])))
    outcomes.forEach(({ code, stdout }, at) => {
      expect(code).toBe(0)
      expect(stdout).toContain(`Usage: anomalyx ${COMMANDS[at] ?? ''}`)
      expect(stdout).toContain('--help')
    })
  })
})

describe('exit code 2', () => {
  test.each([
    [[]],
    [['frobnicate']],
    [['predict', 'x.csv']],
    [['predict', 'x.csv', '--out', 'y.csv', '--fast']],
    [['serve', '--port', '65536']],
    [['evaluate']],
  ])('is for a command line like %j, with what is wrong on the error stream', async (args) => {
    const { code, stdout, stderr } = await runCommand(args)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr.length).toBeGreaterThan(10)
  })
})

describe('exit code 1', () => {
  test.each([
    [
      'predict of a file that is not there',
      ['predict', 'missing.csv', '--out', 'out.csv', '--json'],
      /missing\.csv cannot be read/,
    ],
    [
      'evaluate with a model that is not there',
      ['evaluate', 'hard.csv', '--model', 'no-model'],
      /model bundle was rejected/,
    ],
    [
      'predict of a file that is no capture',
      ['predict', 'text.csv', '--out', 'out.csv'],
      /contains no names of flow features/,
    ],
    ['evaluate of a file without labels', ['evaluate', 'unlabelled.csv'], /No row has a known label/],
    [
      'predict into a folder that is not there',
      ['predict', 'hard.csv', '--out', 'no/where/out.csv'],
      /cannot be written/,
    ],
  ])('is for %s, with a sentence and no stack', async (_, args, sentence) => {
    await writeFile(folder.at('text.csv'), 'hello\nworld\n')
    await writeCsv(folder.at('unlabelled.csv'), {
      header: original.header,
      rows: original.rows.map((row) => withCell(original.header, row, 'Label', '?')),
    })
    const paths = args.map((arg, at) => (at > 0 && !arg.startsWith('-') ? folder.at(arg) : arg))
    const { code, stdout, stderr } = await runCommand(paths)
    expect(code).toBe(1)
    expect(stdout).toBe('')
    expect(stderr).toMatch(sentence)
    expect(stderr).not.toMatch(/\n\s+at /)
    expect((await readdir(folder.path)).filter((name) => name.startsWith('out.csv'))).toEqual([])
  })
})

describe('predict', () => {
  test('prints one JSON object whose counts add up', async () => {
    const answer = PredictSchema.parse(
      await json(['predict', folder.at('hard.csv'), '--out', folder.at('labelled.csv')]),
    )
    expect([answer.rows_read, answer.classified, answer.rejected]).toEqual([500, 497, 3])
    expect(Object.values(answer.by_threat_type).reduce((sum, flows) => sum + flows, 0)).toBe(497)
  })

  test('writes every classified row with the bytes it had, and threat type and confidence behind', async () => {
    await runCommand(['predict', folder.at('hard.csv'), '--out', folder.at('bytes.csv')])
    const written = (await readFile(folder.at('bytes.csv'), 'latin1')).split('\n')
    expect(written.pop()).toBe('')
    expect(written.shift()).toBe(`${original.header},threat_type,confidence`)
    const sound = rows.filter((_, at) => ![3, 7, 9].includes(at))
    expect(written).toHaveLength(sound.length)
    written.forEach((line, at) => {
      expect(line.slice(0, (sound[at] ?? '').length)).toBe(sound[at])
      expect(line.slice((sound[at] ?? '').length)).toMatch(/^,[A-Z][A-Za-z -]+,[01]\.\d{6}$/)
    })
    expect(written.filter((line) => line.includes('Web Attack \x96 XSS'))).toHaveLength(1)
  })

  test('writes the strongest reasons behind every flow that is not Benign', async () => {
    await runCommand(['predict', folder.at('hard.csv'), '--out', folder.at('reasons.csv'), '--explain', '2'])
    const [header, ...written] = (await readFile(folder.at('reasons.csv'), 'latin1')).trimEnd().split('\n')
    expect(header).toBe(`${original.header},threat_type,confidence,reason_1,reason_2`)
    const benign = written.filter((line) => /,Benign,[01]\.\d{6},,$/.test(line))
    const reasoned = written.filter((line) =>
      /,\w[\w/ ]+=\S+ \([+-]\d+\.\d\d\),\w[\w/ ]+=\S+ \([+-]\d+\.\d\d\)$/.test(line),
    )
    expect(benign.length + reasoned.length).toBe(written.length)
    expect(reasoned.length).toBeGreaterThan(20)
  })

  test('writes the rejected rows with line, column, value and reason', async () => {
    await runCommand([
      'predict',
      folder.at('hard.csv'),
      '--out',
      folder.at('a.csv'),
      '--rejects',
      folder.at('rejects.csv'),
    ])
    const lines = (await readFile(folder.at('rejects.csv'), 'utf8')).trimEnd().split('\n')
    expect(lines[0]).toBe('line_number,column,value,reason')
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['5', '9', '11'])
    expect(lines[2]).toMatch(/repeats the header$/)
    expect(lines[3]).toBe('11,,short,has 1 cells where the header has 79')
  })

  test('tells a person the counts and where the copy is', async () => {
    const { code, stdout } = await runCommand(['predict', folder.at('hard.csv'), '--out', folder.at('b.csv')])
    expect(code).toBe(0)
    expect(stdout).toContain('500 rows read = 497 classified + 3 rejected')
    expect(stdout).toContain(folder.at('b.csv'))
  })

  test('never writes over its capture, by whatever path it is named', async () => {
    await symlink(folder.path, folder.at('link'))
    for (const out of [folder.at('hard.csv'), folder.at('link/hard.csv'), folder.at('./x/../hard.csv')]) {
      const { code, stderr } = await runCommand(['predict', folder.at('hard.csv'), '--out', out])
      expect(code).toBe(2)
      expect(stderr).toContain('must be different files')
    }
    const same = ['predict', folder.at('hard.csv'), '--out', folder.at('c.csv'), '--rejects', folder.at('c.csv')]
    expect((await runCommand(same)).code).toBe(2)
    expect((await readFile(folder.at('hard.csv'))).equals(bytes)).toBe(true)
  })
})

describe('one file', () => {
  test('has the same numbers in the window, over HTTP and on the command line', async () => {
    const path = await writeCsv(folder.at('same.csv'), simulatedCapture('corrected', 800))
    await writeFile(folder.at('same.csv.gz'), gzipSync(await readFile(path)))
    const by_command = PredictSchema.parse(
      await json(['predict', folder.at('same.csv.gz'), '--out', folder.at('same-out.csv')]),
    )

    const app = await startApp(folder.at('data'))
    const server = await startServer(app, folder.at('data'))
    const in_window = await app.importFile(path)
    const uploaded = z
      .object({ capture_id: z.int(), job_id: z.int() })
      .parse(
        await (
          await server.upload('/captures?name=same.csv.gz&allow_repeat=true', await readFile(folder.at('same.csv.gz')))
        ).json(),
      )
    await app.jobEnd(uploaded.job_id)
    for (const capture_id of [in_window.started_as, uploaded.capture_id]) {
      const overview = await app.call('charts.overview', { capture_id })
      expect(overview).toMatchObject({
        rows_read: by_command.rows_read,
        classified: by_command.classified,
        rejected: by_command.rejected,
      })
      expect(Object.fromEntries(overview.by_threat_type.map(({ threat_type, flows }) => [threat_type, flows]))).toEqual(
        by_command.by_threat_type,
      )
    }

    // Flow by flow as well: the copy's rows are the flows in the order of their lines.
    const [header = '', ...labelled] = (await readFile(folder.at('same-out.csv'), 'utf8')).trimEnd().split('\n')
    const column = columnOf(header, 'threat_type')
    const { items } = await app.call('flows.list', { capture_id: in_window.started_as, limit: 1000 })
    expect(items).toHaveLength(800)
    for (const { line_number, threat_type, confidence } of items) {
      const cells = labelled[line_number - 2]?.split(',') ?? []
      expect([cells[column], Number(cells[column + 1])]).toEqual([threat_type, confidence])
    }
    await server.close()
    await app.close()
  })
})

describe('evaluate', () => {
  test('prints one JSON object with the scores over all its files', async () => {
    const corrected = await writeCsv(folder.at('corrected.csv'), simulatedCapture('corrected', 800))
    const {
      rows: scored,
      per_class,
      ...scores
    } = EvaluateSchema.parse(await json(['evaluate', folder.at('hard.csv'), corrected]))
    expect(scored).toBe(497 + 800)
    expect(Object.values(per_class).reduce((sum, { support }) => sum + support, 0)).toBe(scored)
    expect(per_class['Web Attack - XSS']?.support).toBe(1)
    expect(scores.accuracy).toBeGreaterThan(0.8)
  })

  test('prints a table for a person', async () => {
    const { code, stdout } = await runCommand(['evaluate', folder.at('hard.csv')])
    expect(code).toBe(0)
    expect(stdout).toMatch(/threat type +precision +recall +f1 +support\nBenign/)
    expect(stdout).toContain('497 labelled rows (0 without a known label, 3 rejected)')
  })
})

describe('token', () => {
  test('prints the token in the file of the data directory, the same each time', async () => {
    const data_dir = folder.at('new/data')
    const first = await runCommand(['token', '--data-dir', data_dir])
    const second = await runCommand(['token'], { ANOMALYX_DATA_DIR: data_dir })
    expect(first.code).toBe(0)
    expect(second.stdout).toBe(first.stdout)
    expect((await readFile(`${data_dir}/api-token`, 'utf8')).trim()).toBe(first.stdout.trim())
    expect((await stat(`${data_dir}/api-token`)).mode & 0o777).toBe(0o600)
    expect((await runCommand(['token'], { ANOMALYX_DATA_DIR: data_dir, ANOMALYX_API_TOKEN: 'given' })).stdout).toBe(
      'given\n',
    )
  })
})

describe('serve', () => {
  test('answers with the token that `token` prints, refuses a second one on its data, and ends when told to', async () => {
    const data_dir = folder.at('served')
    await mkdir(data_dir)
    const served = await startServe(data_dir)
    const token = (await runCommand(['token', '--data-dir', data_dir])).stdout.trim()
    const status = await fetch(`${served.address}/status`, { headers: { Authorization: `Bearer ${token}` } })
    expect(await status.json()).toMatchObject({ data_dir, http_address: served.address, notices: [] })

    await writeFile(`${data_dir}/spool/upload-under-way.csv`, 'x')
    const second = await runCommand(['serve', '--port', '0', '--data-dir', data_dir])
    expect(second.code).toBe(1)
    expect(second.stderr).toContain('Another AnomalyX is using this data directory')
    expect(await readdir(`${data_dir}/spool`)).toEqual(['upload-under-way.csv'])

    expect(await served.end('SIGTERM')).toBe(0)
    await expect(fetch(`${served.address}/health`)).rejects.toThrow()
  })

  test('says so when no port is free, and ends', async () => {
    const blocker = createServer().listen(65_535, '127.0.0.1')
    await once(blocker, 'listening')
    const { code, stderr } = await runCommand(['serve', '--port', '65535', '--data-dir', folder.at('portless')])
    expect(code).toBe(1)
    expect(stderr).toContain('Port 65535 is in use')
    blocker.close()
  })
})
