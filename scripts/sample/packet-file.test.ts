import { readFile, stat } from 'node:fs/promises'
import { gunzipSync } from 'node:zlib'

import { beforeAll, describe, expect, it } from 'vitest'

import { CaptureMeter } from '../../main/sources/packets/capture-meter.ts'
import { headerOf } from '../../main/sources/packets/columns.ts'
import { FlowRows } from '../../main/sources/packets/flow-row.ts'
import { generateCapture } from './capture.ts'
import { packetFile } from './packet-file.ts'
import { SAMPLE, SAMPLE_PACKETS_PATH } from './sample.ts'

const LARGEST_BYTES = 3_000_000
const NOT_MEASURED: ReadonlySet<string> = new Set(['id', 'Label', 'Attempted Category'])

let file: Buffer = Buffer.alloc(0)

beforeAll(() => {
  file = packetFile(SAMPLE)
})

type Row = Readonly<Record<string, string>>

function rowOf(names: readonly string[], line: string): Row {
  const cells = line.split(',')
  const row = Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  return { ...row, Timestamp: (row['Timestamp'] ?? '').replace(/\.?0+$/, '') }
}

const byFlow = (one: Row, other: Row) => (keyOf(one) < keyOf(other) ? -1 : 1)
const keyOf = (row: Row) => `${row['Flow ID'] ?? ''} ${row['Timestamp'] ?? ''}`

/** Columns in which two rows differ; the sample's numbers have seven digits. */
function differences(row: Row, sample: Row): string[] {
  return Object.entries(sample).flatMap(([name, text]) => {
    if (NOT_MEASURED.has(name)) return []
    const [value, expected] = [Number(row[name]), Number(text)]
    const is_same = Math.abs(value - expected) <= 1e-6 * Math.abs(expected)
    return is_same || row[name] === text ? [] : [`${keyOf(sample)}: ${name} is ${row[name] ?? 'missing'}, not ${text}`]
  })
}

describe('packetFile', () => {
  it('is metered into the flows of the sample, each with all of its columns', () => {
    const [header = '', ...lines] = [...generateCapture({ ...SAMPLE, faulty_rows: false })]
      .join('')
      .trimEnd()
      .split('\n')
    const names = header.split(',')
    const own_names = headerOf('corrected').split(',')
    const rows = new FlowRows('corrected')
    const metered: Row[] = []
    const meter = new CaptureMeter({ convention: 'corrected' }, (flow) => {
      metered.push(rowOf(own_names, rows.row(flow)))
    })
    meter.push(file)
    while (meter.drain(10_000));
    expect(metered).toHaveLength(SAMPLE.rows)
    const sample = lines.map((line) => rowOf(names, line)).sort(byFlow)
    expect(metered.sort(byFlow).flatMap((row, at) => differences(row, sample[at] ?? {}))).toEqual([])
    const { packets, out_of_order } = meter.report()
    expect([packets.read - packets.metered, out_of_order]).toEqual([0, 0])
  })

  it('is what ships, and small', async () => {
    const packed = await readFile(SAMPLE_PACKETS_PATH)
    expect(gunzipSync(packed).equals(file)).toBe(true)
    expect((await stat(SAMPLE_PACKETS_PATH)).size).toBeLessThan(LARGEST_BYTES)
  })
})
