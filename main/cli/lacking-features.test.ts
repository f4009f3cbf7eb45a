import { readFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import { simulatedCapture, writeCsv } from '../testing/captures.ts'
import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'
import { withoutColumns } from '../testing/lacks.ts'

const ACCEPT = '--accept-missing-features'
const folder = useFolder()
const lacking = withoutColumns(simulatedCapture('corrected', 200), ['Fwd Bytes/Bulk Avg', 'Bwd Bytes/Bulk Avg'])
let path: string

beforeAll(async () => {
  path = await writeCsv(folder.at('lacking.csv'), lacking)
})

describe('a capture that lacks features', () => {
  test('is refused by predict with the cost, and read on a person’s word', async () => {
    const out = folder.at('labelled.csv')
    const refused = await runCommand(['predict', path, '--out', out])
    expect(refused.code).toBe(1)
    expect(refused.stderr).toMatch(/lacking\.csv: The file lacks 2 features \(.*macro-F1 without them/)
    expect(refused.stderr).toContain(ACCEPT)

    const taken = await runCommand(['predict', path, '--out', out, ACCEPT])
    expect(taken.code).toBe(0)
    expect(taken.stderr).toMatch(/^note: The file lacks 2 features /)
    expect(taken.stdout).toContain('200 rows read = 200 classified + 0 rejected')
    const [header, ...rows] = (await readFile(out, 'utf8')).trimEnd().split('\n')
    expect(header).toBe(`${lacking.header},threat_type,confidence`)
    expect(rows.map((row) => row.split(',').slice(0, -2).join(','))).toEqual(lacking.rows)
  })

  test('is evaluated on a person’s word', async () => {
    const refused = await runCommand(['evaluate', path])
    expect(refused).toMatchObject({ code: 1, stdout: '' })
    const { code, stdout } = await runCommand(['evaluate', path, ACCEPT, '--json'])
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      rows_read: 200,
      notices: expect.arrayContaining([expect.stringContaining('lacks 2 features')]) as string[],
    })
  })

  test('is refused by train and validate, which have no such option', async () => {
    const outcomes = await Promise.all([
      runCommand(['train', path, '--out', folder.at('bundle')]),
      runCommand(['validate', path]),
      runCommand(['train', path, '--out', folder.at('bundle'), ACCEPT]),
    ])
    expect(outcomes.map(({ code }) => code)).toEqual([1, 1, 2])
    expect(outcomes[0].stderr).toContain('Missing features are not filled in')
    expect(outcomes[1].stderr).toContain('Missing features are not filled in')
  })
})
