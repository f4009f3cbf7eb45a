import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'

import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { sharedData } from '../testing/shared-data.ts'

const folder = useFolder()

const COLUMNS = [
  ...['Flow ID', 'Src IP', 'Src Port', 'Dst IP', 'Dst Port', 'Protocol', 'Timestamp', 'Flow Duration'],
  ...['Total Fwd Packet', 'Total Bwd packets', 'Total Length of Fwd Packet', 'Total Length of Bwd Packet'],
]

/** Rows of a scan in the columns of a conversation. */
function scanRows(ports: number): string[] {
  return Array.from({ length: ports }, (_, at) => {
    const time = `2024-03-04 12:00:${String(at).padStart(2, '0')}.000500`
    return `f${String(at)},10.0.0.5,50000,10.0.0.9,${String(1000 + at)},6,${time},100,1,1,0,0`
  })
}

async function writeFlows(name: string, rows: readonly string[], columns = COLUMNS): Promise<string> {
  const text = [columns.join(','), ...rows, ''].join('\n')
  await writeFile(folder.at(name), name.endsWith('.gz') ? gzipSync(text) : text)
  return folder.at(name)
}

interface Flag {
  readonly row: number
  readonly behaviour: string
  readonly alert: number
}

function flagsOf(path: string): Flag[] {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  return lines.map((line) => {
    const [row, behaviour = '', alert] = line.trim().split(',')
    return { row: Number(row), behaviour, alert: Number(alert) }
  })
}

describe('behaviour', () => {
  test('flags rows of the file, counted from 0 with those that were rejected', async () => {
    const rows = scanRows(20)
    const path = await writeFlows('scan.flows.csv.gz', [...rows.slice(0, 3), 'not,a,flow', ...rows.slice(3)])
    const { code, stdout } = await runCommand(['behaviour', path, '--flags', folder.at('flags')])
    expect(code).toBe(0)
    expect(stdout).toContain('21 rows read = 20 conversations + 1 rejected')
    expect(stdout).toContain('10.0.0.5 tried 20 ports of 10.0.0.9 in 19 s; 20 of 20 flows got no answer.')
    const flags = flagsOf(folder.at('flags/scan.flags.csv'))
    expect(flags.map(({ row }) => row)).toEqual([0, 1, 2, ...Array.from({ length: 17 }, (_, at) => at + 4)])
    expect(new Set(flags.map(({ behaviour, alert }) => `${behaviour} ${String(alert)}`))).toEqual(
      new Set(['vertical_scan 1']),
    )
  })

  test('says what it cannot judge', async () => {
    const without = (row: string) => row.split(',').toSpliced(6, 1).join(',')
    const path = await writeFlows('timeless.csv', scanRows(20).map(without), COLUMNS.toSpliced(6, 1))
    const { code, stdout } = await runCommand(['behaviour', path])
    expect(code).toBe(0)
    expect(stdout).toContain('all behaviour: cannot judge: the capture does not tell times')
    expect(stdout).not.toContain('no findings')
  })

  test('refuses a file that lacks a column of a conversation, by its name', async () => {
    const path = await writeFlows('short.csv', [], COLUMNS.slice(0, 10))
    const { code, stderr } = await runCommand(['behaviour', path])
    expect(code).toBe(1)
    expect(stderr).toContain('The header lacks Total Length of Fwd Packets, Total Length of Bwd Packets.')
  })

  test('answers one JSON object', async () => {
    const path = await writeFlows('json.csv', scanRows(20))
    const { stdout } = await runCommand(['behaviour', path, '--json'])
    const { captures } = z
      .object({ captures: z.array(z.object({ findings: z.array(z.looseObject({ kind: z.string() })) })) })
      .parse(JSON.parse(stdout))
    expect(captures[0]?.findings).toMatchObject([{ kind: 'vertical_scan', severity: 'medium', flow_count: 20 }])
  })
})

describe('flags never take the place of an input', () => {
  test('that a link in their folder leads to', async () => {
    const path = await writeFlows('linked.csv', scanRows(20))
    mkdirSync(folder.at('links'))
    symlinkSync('../linked.csv', folder.at('links/linked.flags.csv'))
    const before = readFileSync(path, 'utf8')
    const { code, stdout, stderr } = await runCommand(['behaviour', path, '--flags', folder.at('links')])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toContain('contains one of the captures or another input under the name of a file to be written')
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  test('that has the name of the flags of another', async () => {
    const first = await writeFlows('two.csv', scanRows(20))
    const second = await writeFlows('two.flags.csv', scanRows(20))
    const before = readFileSync(second, 'utf8')
    const { code, stdout } = await runCommand(['behaviour', first, second, '--flags', folder.path])
    expect([code, stdout]).toEqual([2, ''])
    expect(readFileSync(second, 'utf8')).toBe(before)
  })

  test('nor that of the settings', async () => {
    const path = await writeFlows('set.csv', scanRows(20))
    writeFileSync(folder.at('set.flags.csv'), '{}')
    const args = ['behaviour', path, '--flags', folder.path, '--settings', folder.at('set.flags.csv')]
    expect((await runCommand(args)).code).toBe(2)
    expect(readFileSync(folder.at('set.flags.csv'), 'utf8')).toBe('{}')
  })

  test('and go to a folder alone', async () => {
    const path = await writeFlows('file.csv', scanRows(20))
    const { code, stderr } = await runCommand(['behaviour', path, '--flags', path])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^anomalyx: .*file\.csv is not a folder\. .*\n$/)
  })
})

const BEHAVIOUR = sharedData('behaviour/', import.meta.filename)
const CORRECTED = sharedData('corrected-flows.csv.gz', import.meta.filename)

/** Some columns of a file, row by row; no cell of these files has a comma or a quote. */
function columnsOf(path: string, names: readonly string[]): string[][] {
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('latin1').trimEnd().split(/\r?\n/)
  const at = names.map((name) => header.split(',').indexOf(name))
  return lines.map((line) => {
    const cells = line.split(',')
    return at.map((column) => cells[column] ?? '')
  })
}

/** An alert is false when more than half of its flows are benign. */
function falseAlerts(flags: readonly Flag[], truths: readonly (string | undefined)[]): number {
  const alerts = Map.groupBy(flags, ({ alert }) => alert)
  return [...alerts.values()].filter((rows) => rows.filter(({ row }) => truths[row] === '0').length * 2 > rows.length)
    .length
}

describe.skipIf(BEHAVIOUR === null || CORRECTED === null)('on labelled flows', () => {
  const [sets_dir, corrected] = [BEHAVIOUR ?? '', CORRECTED ?? '']
  const sets = (BEHAVIOUR === null ? [] : readdirSync(BEHAVIOUR)).flatMap((name) =>
    name.endsWith('.flows.csv.gz') ? [name.slice(0, -13)] : [],
  )

  beforeAll(async () => {
    const files = sets.map((name) => `${sets_dir}${name}.flows.csv.gz`)
    const { code } = await runCommand([
      ...['behaviour', ...files, corrected],
      ...['--flags', folder.at('real'), '--json'],
    ])
    expect(code).toBe(0)
  }, 120_000)

  test('the nine attacks of the corrected release are noticed', () => {
    const labels = columnsOf(corrected, ['Label']).map(([label = '']) => label)
    const rows = new Set(flagsOf(folder.at('real/corrected-flows.flags.csv')).map(({ row }) => row))
    const attacks = [
      ...['Portscan', 'Botnet', 'SSH-Patator', 'FTP-Patator', 'DDoS'],
      ...['DoS Hulk', 'DoS GoldenEye', 'DoS Slowloris', 'DoS Slowhttptest'],
    ]
    const shares = attacks.map((attack) => {
      const own = labels.flatMap((label, row) => (label === attack ? [row] : []))
      return own.filter((row) => rows.has(row)).length / own.length
    })
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.88)
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length).toBeGreaterThanOrEqual(0.97)
  })

  test('false alerts keep to the budget, and every attack of twenty flows that is named is noticed', () => {
    const host_days = new Map(
      readFileSync(`${sets_dir}host-days.csv`, 'utf8')
        .trimEnd()
        .split('\n')
        .slice(1)
        .map((line): [string, number] => [line.split(',')[0] ?? '', Number(line.split(',')[1])]),
    )
    let [false_alerts, benign, benign_flagged, days] = [0, 0, 0, 0]
    const unnoticed: string[] = []
    for (const name of sets) {
      const rows = columnsOf(`${sets_dir}${name}.flows.csv.gz`, ['Truth', 'Family', 'Episode'])
      const flags = flagsOf(folder.at(`real/${name}.flags.csv`))
      const flagged = new Set(flags.map(({ row }) => row))
      const set_days = host_days.get(name) ?? 0
      days += set_days
      const truths = rows.map(([truth]) => truth)
      if (set_days > 0) false_alerts += falseAlerts(flags, truths)
      benign += truths.filter((truth) => truth === '0').length
      benign_flagged += truths.filter((truth, row) => truth === '0' && flagged.has(row)).length
      const attacks = rows.flatMap(([truth, family = '', episode = ''], row) =>
        truth === '1' && family !== 'internet-scan' ? [{ episode, row }] : [],
      )
      for (const [episode, own] of Map.groupBy(attacks, (each) => each.episode)) {
        const is_noticed = own.some(({ row }) => flagged.has(row))
        if (own.length >= 20 && !is_noticed) unnoticed.push(`${name} ${episode}`)
      }
    }
    expect(unnoticed).toEqual([])
    expect(false_alerts / days).toBeLessThanOrEqual(0.2)
    expect(benign_flagged / benign).toBeLessThanOrEqual(0.005)
  })
})
