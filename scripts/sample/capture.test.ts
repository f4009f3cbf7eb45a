import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { readFlows } from '../../main/sources/csv/read-flows.ts'
import { THREAT_TYPES } from '../../main/flow/threat-types.ts'
import { ATTACK_KINDS } from './attacks.ts'
import { type CaptureOptions, generateCapture, writeCapture } from './capture.ts'
import { CORRECTED_HEADER } from './layout-corrected.ts'
import { ORIGINAL_HEADER } from './layout-original.ts'
import { SAMPLE, SAMPLE_PATH } from './sample.ts'
import { type Attack, ATTACKS_OF_THE_DAY } from './scenario.ts'

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anomalyx-sample-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true })
})

function textOf(options: CaptureOptions): string {
  return [...generateCapture(options)].join('')
}

/** The release that the header is taken for, flows by label and why rows were rejected, as the product reads them. */
async function read(path: string): Promise<{ dialect: string; labels: Record<string, number>; reasons: string[] }> {
  let dialect = ''
  const labels: Record<string, number> = {}
  const reasons: string[] = []
  for await (const { layout, batch, rejected } of readFlows(path)) {
    dialect = layout.dialect.id
    reasons.push(...rejected.map(({ reason }) => reason))
    for (const index of batch.labels) {
      const label = THREAT_TYPES[index] ?? 'none'
      labels[label] = (labels[label] ?? 0) + 1
    }
  }
  return { dialect, labels, reasons }
}

const DIALECT_OF = { corrected: 'corrected', original: 'machine-learning-csv' } as const

/** Every attack with a twentieth of the rows. */
const EVERY_ATTACK: readonly Attack[] = ATTACK_KINDS.map((kind, index) => ({
  kind,
  start_minute: 10 + 40 * index,
  minutes: 20,
  share: 0.05,
}))

describe('generateCapture', () => {
  it.each(['corrected', 'original'] as const)('is the same for the same seed (%s)', (layout) => {
    const options = { layout, rows: 300, seed: 5 }
    const text = textOf(options)
    expect(textOf(options)).toBe(text)
    expect(textOf({ ...options, seed: 6 })).not.toBe(text)
  })

  it.each(['corrected', 'original'] as const)(
    'writes rows that the product reads without a fault (%s)',
    async (layout) => {
      const path = join(folder, `${layout}.csv`)
      await writeCapture(path, { layout, rows: 1000, seed: 3, attacks: EVERY_ATTACK })
      const expected = Object.fromEntries([['Benign', 500], ...ATTACK_KINDS.map((kind) => [kind, 50])] as [
        string,
        number,
      ][])
      expect(await read(path)).toEqual({ dialect: DIALECT_OF[layout], labels: expected, reasons: [] })
    },
  )

  it('keeps to the rows it was asked for, whatever the shares', () => {
    for (const rows of [0, 1, 7, 1000]) {
      expect(textOf({ layout: 'original', rows, seed: 1 }).trimEnd().split('\n')).toHaveLength(rows + 1)
    }
    const [attack] = ATTACKS_OF_THE_DAY
    const attacks = attack === undefined ? [] : [{ ...attack, share: 1.1 }]
    expect(() => textOf({ layout: 'original', rows: 10, seed: 1, attacks })).toThrow(RangeError)
  })

  it('adds three faulty rows when asked for, each rejected for its own reason', async () => {
    const path = join(folder, 'faulty.csv.gz')
    await writeCapture(path, { layout: 'original', rows: 200, seed: 3, attacks: [], faulty_rows: true })
    expect(await read(path)).toEqual({
      dialect: 'machine-learning-csv',
      labels: { Benign: 200 },
      reasons: ['is not a finite number', 'repeats the header', 'has 37 cells where the header has 79'],
    })
  })
})

describe('the headers', () => {
  it('have the columns of their releases', () => {
    expect(CORRECTED_HEADER.split(',')).toHaveLength(91)
    expect(ORIGINAL_HEADER.split(',')).toHaveLength(79)
    expect(ORIGINAL_HEADER.split(',').filter((name) => name === ' Fwd Header Length')).toHaveLength(2)
  })
})

describe('the sample in resources', () => {
  const shipped = fileURLToPath(SAMPLE_PATH)

  it('is what the simulation writes', async () => {
    expect(gunzipSync(await readFile(shipped)).toString() === textOf(SAMPLE)).toBe(true)
  })

  it('carries no date in its gzip header', async () => {
    const bytes = await readFile(shipped)
    expect(bytes.readUInt32LE(4)).toBe(0)
    expect(bytes.length).toBeLessThan(600_000)
  })

  it('is mostly benign, with every attack of the day', async () => {
    const { labels, reasons } = await read(shipped)
    expect(reasons).toHaveLength(3)
    expect(labels['Benign']).toBeGreaterThan(SAMPLE.rows / 2)
    expect(Object.keys(labels).sort()).toEqual(['Benign', ...ATTACKS_OF_THE_DAY.map(({ kind }) => kind)].sort())
  })
})
