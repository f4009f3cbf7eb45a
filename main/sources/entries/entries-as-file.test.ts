import { readFile } from 'node:fs/promises'

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { destinationIp, type FlowBatch, sourceIp } from '../../flow/flow-batch.ts'
import { IS_TIME_FEATURE } from '../csv/units.ts'
import { FEATURE_COUNT, featureIndex } from '../../flow/features.ts'
import { THREAT_TYPES } from '../../flow/threat-types.ts'
import { simulatedCapture } from '../../testing/captures.ts'
import { casePath } from '../../testing/cases.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll, readBytes, type ReadFlow } from '../../testing/read.ts'
import { readEntries } from './flow-entries.ts'

const folder = useFolder()

/** Flows of a request as the reader gives those of a file. */
function flowsOf(batch: FlowBatch): ReadFlow[] {
  return Array.from({ length: batch.rows }, (_, row) => ({
    line_number: (batch.line_numbers[row] ?? 0) + 1,
    features: [...batch.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)],
    timestamp_us: batch.timestamps_us[row] ?? NaN,
    source_ip: sourceIp(batch, row),
    destination_ip: destinationIp(batch, row),
    source_port: batch.source_ports[row] ?? -2,
    destination_port: batch.destination_ports[row] ?? -2,
    protocol: batch.protocols[row] ?? -2,
    label: THREAT_TYPES[batch.labels[row] ?? -1],
  }))
}

async function entriesOf(name: string): Promise<Record<string, unknown>[]> {
  const request: unknown = JSON.parse(await readFile(casePath(name), 'utf8'))
  return z.object({ log_entries: z.array(z.record(z.string(), z.unknown())) }).parse(request).log_entries
}

test('flows in seconds are those of the file in seconds', async () => {
  const { flows, instrument } = readEntries(await entriesOf('http-units/flows.json'))
  expect(flowsOf(flows)).toEqual((await readAll(casePath('http-units/flows.csv'))).flows)
  expect(instrument).toBe('python')
})

test('a second name for what has one is told', async () => {
  const [entry] = await entriesOf('http-units/flows.json')
  expect(readEntries([{ ...entry, 'Flow Duration': 7 }]).notices).toContain(
    'Of names for the same value in a request, the first is read, and not "Flow Duration".',
  )
  expect(readEntries([{ ...entry, 'Fwd Header Length.1': 7 }]).notices.join(' ')).not.toContain('Of names')
})

test('what is done about units is told as of a file', async () => {
  const seconds = await entriesOf('http-units/flows.json')
  expect(readEntries(seconds).notices).toContain(
    'Durations in a request are seconds; they were converted to microseconds.',
  )
  const untold = { flow_pkts_s: null, flow_byts_s: null, fwd_pkts_s: 0, bwd_pkts_s: 0 }
  expect(readEntries(seconds.map((entry) => ({ ...entry, ...untold }))).notices).toContain(
    'The unit of durations in a request could not be checked, because no entry has a rate to compare them with; they are read as microseconds.',
  )
  const still = { flow_duration: 0, ...untold }
  expect(readEntries([{ ...seconds[0], ...still }]).notices.join(' ')).not.toContain('unit')
})

test('a flow has the identity that it has in a file of its own', async () => {
  const entries = await entriesOf('http-identity/flows.json')
  for (const [at, entry] of entries.entries()) {
    const [own] = flowsOf(readEntries([entry]).flows)
    const [read] = (await readAll(casePath(`http-identity/flow-${String(at + 1)}.csv`))).flows
    expect(own).toEqual(read)
  }
})

describe('an entry whose units do not fit those of the others', () => {
  const { header, rows } = simulatedCapture('corrected', 12)
  const names = header.split(',')
  const entries = rows.map((row) => Object.fromEntries(row.split(',').map((cell, at) => [names[at] ?? '', cell])))

  test.each([1e3, 1e6, 50])('is refused by its number (1/%i)', async (factor) => {
    const odd = Object.fromEntries(
      Object.entries(entries[5] ?? {}).map(([name, cell]) => [
        name,
        IS_TIME_FEATURE[featureIndex(name) ?? -1] === true ? String(Number(cell) / factor) : cell,
      ]),
    )
    const error = await failureOf(Promise.resolve().then(() => readEntries(entries.with(5, odd))))
    expect(error.code).toBe('invalid_input')
    expect(error.problems).toMatchObject([
      { where: 'log_entries[5]', reason: expect.stringMatching(/^has (its times in|inconsistent units)/) as string },
    ])
  })

  test('or whose dates contradict each other refuses the request', async () => {
    const dated = (time: string) => ({ ...entries[0], Timestamp: time })
    const error = await failureOf(
      Promise.resolve().then(() => readEntries([dated('25/3/2026 14:30'), dated('3/25/2026 14:30')])),
    )
    expect(error.code).toBe('invalid_input')
    expect(error.message).toContain('mixes two orders of dates')
  })
})

test('the same flows give the same answer over HTTP and in a file, whatever their spelling', async () => {
  const { header, rows } = simulatedCapture('corrected', 30)
  const names = header.split(',')
  const times = fc.constantFrom(
    '2026-03-10 08:30:32',
    '10/03/2026 02:30:32 下午',
    '3/13/2026 14:30',
    '1773131432',
    'Mar 10, 2026 08:30:32 AM',
    '',
    'soon',
  )
  const change = fc.record({
    'Src IP': fc.constantFrom('192.0.2.9', ' 192.0.2.9 ', '::ffff:192.0.2.9', '2001:DB8::1', '', '-', 'host'),
    'Dst Port': fc.constantFrom('80', '80.0', '', 'http', '70000'),
    Protocol: fc.constantFrom('6', '6.0', 'TCP', 'udp', '0x11', ''),
    Timestamp: times,
    'Flow Bytes/s': fc.constantFrom('NaN', 'Infinity', '', 'NULL', '7'),
    Label: fc.constantFrom('BENIGN', 'DDoS', 'UDP', 'nonsense', '', 'Web Attack – XSS'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(1, 1e3, 1e6),
      async (changes, us_of_unit) => {
        const tables = changes.map((cells, at) =>
          Object.fromEntries(
            (rows[at] ?? '').split(',').map((cell, column) => {
              const name = names[column] ?? ''
              const is_time = IS_TIME_FEATURE[featureIndex(name) ?? -1] === true
              const written = is_time ? String(Number(cell) / us_of_unit) : cell
              return [name, (cells as Record<string, string>)[name] ?? written]
            }),
          ),
        )
        const text = [
          header,
          ...tables.map((entry) =>
            Object.values(entry)
              .map((cell) => (cell.includes(',') ? `"${cell}"` : cell))
              .join(','),
          ),
        ].join('\n')
        const { flows, rejected } = await readBytes(folder.at('same.csv'), text)
        expect(rejected).toEqual([])
        expect(flowsOf(readEntries(tables).flows)).toEqual(flows)
      },
    ),
    { numRuns: 60, seed: 1 },
  )
})
