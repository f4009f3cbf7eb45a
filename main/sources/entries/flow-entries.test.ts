import { describe, expect, test } from 'vitest'

import { destinationIp, sourceIp } from '../../flow/flow-batch.ts'
import { FEATURE_COUNT, FEATURE_NAMES, FEATURES } from '../../flow/features.ts'
import { columnOf, simulatedCapture } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readBytes } from '../../testing/read.ts'
import { readEntries } from './flow-entries.ts'

const folder = useFolder()
const flowsFromEntries = (entries: readonly Record<string, unknown>[]) => readEntries(entries).flows
const refusal = (entries: Record<string, unknown>[]) =>
  failureOf(Promise.resolve().then(() => flowsFromEntries(entries)))
const whole = Object.fromEntries(FEATURES.map(({ name }, index) => [name, index]))
const without = (name: string) => Object.fromEntries(Object.entries(whole).filter(([each]) => each !== name))

describe('a flow given by names', () => {
  test('has the features and the five-tuple that the same row has in a file', async () => {
    const { header, rows } = simulatedCapture('corrected', 40)
    const names = header.split(',')
    const entries = rows.map((row) => Object.fromEntries(row.split(',').map((cell, at) => [names[at] ?? '', cell])))
    const { flows } = await readBytes(folder.at('same.csv'), [header, ...rows].join('\n'))
    const batch = flowsFromEntries(entries)
    expect(batch.rows).toBe(40)
    flows.forEach((flow, row) => {
      expect([...batch.features.subarray(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT)]).toEqual(flow.features)
      expect(sourceIp(batch, row)).toBe(flow.source_ip)
      expect(destinationIp(batch, row)).toBe(flow.destination_ip)
      expect(batch.destination_ports[row]).toBe(flow.destination_port)
      expect(batch.timestamps_us[row]).toBe(flow.timestamp_us)
    })
  })

  test('takes numbers as numbers or as text, in any spelling of their names', () => {
    const rest = {
      ...without('Flow Duration'),
      'Flow Packets/s': null,
      'Flow Bytes/s': null,
      'Fwd Packets/s': 0,
      'Bwd Packets/s': 0,
    }
    for (const entry of [{ flow_duration: 7 }, { ' Flow Duration': '7' }, { 'FLOW DURATION': 7.0 }]) {
      expect(flowsFromEntries([{ ...rest, ...entry }]).features[0]).toBe(7)
    }
  })

  test('may leave a rate over no time without a number, and nothing else', async () => {
    for (const value of [null, 'Infinity', 'NaN', '', NaN, Infinity]) {
      expect(flowsFromEntries([{ ...whole, 'Flow Bytes/s': value }]).features[13]).toBeNaN()
      const error = await refusal([{ ...whole, 'Idle Max': value }])
      expect(error.message).toContain('log_entries[0] has no number for Idle Max')
    }
  })

  test.each([true, [], {}, 'many', '1e400', '1e39', 1e39, JSON.parse('1e400'), '0x10'])(
    'refuses %j as a number',
    async (value) => {
      const error = await refusal([{ ...whole, 'Flow Duration': value as unknown }])
      expect(error.problems).toEqual([{ where: 'log_entries[0]', reason: 'has no number for Flow Duration' }])
    },
  )

  test('is refused with every entry and feature at fault, and nothing is filled in', async () => {
    const lacking = without('Idle Min')
    const error = await refusal([whole, lacking, { ...lacking, 'Active Max': 'x' }, {}])
    expect(error.code).toBe('invalid_input')
    expect(error.problems?.slice(0, 3)).toEqual([
      { where: 'log_entries[1]', reason: 'lacks Idle Min' },
      { where: 'log_entries[2]', reason: 'lacks Idle Min' },
      { where: 'log_entries[2]', reason: 'has no number for Active Max' },
    ])
    expect(error.problems?.[3]?.reason).toBe(`lacks ${FEATURE_NAMES.join(', ')}`)
  })

  test('is of no other address than the one under the first name, told or not', () => {
    const sourceOf = (entry: Record<string, unknown>) => sourceIp(flowsFromEntries([{ ...whole, ...entry }]), 0)
    expect(sourceOf({ 'Source IP': '10.0.0.2' })).toBe('10.0.0.2')
    expect(sourceOf({ 'Source IP': '10.0.0.2', 'Src IP': '10.0.0.1' })).toBe('10.0.0.1')
    for (const value of [null, '']) expect(sourceOf({ 'Source IP': '10.0.0.2', 'Src IP': value })).toBeNull()
    expect(sourceOf({ 'Src IP': '10.0.0.1', src_ip: '10.0.0.3' })).toBe('10.0.0.1')
  })

  test.each([
    ['Timestamp', [{ $date: 1 }, ['2026-03-10'], true, -1, 1e300]],
    ['Dst Port', [{}, [80], true, -1, 99_999, 80.7]],
    ['Protocol', [{}, [6], true, -1, 300, 6.5]],
    ['Src IP', [{ x: 1 }, ['192.0.2.9'], true]],
    ['Label', [{ a: 1 }, ['DDoS'], true]],
  ])('is refused when its %s is what no file could have', async (name, values) => {
    for (const value of values as readonly unknown[]) {
      const error = await refusal([whole, { ...whole, [name]: value }])
      expect(error.problems).toEqual([
        { where: 'log_entries[1]', reason: expect.stringMatching(new RegExp(`^has .* for ${name}: an? `)) as string },
      ])
    }
  })

  test('keeps a text that a file would leave unread as unread, and tells it', () => {
    const odd = { Timestamp: 'soon', 'Dst Port': 'https', Protocol: 'foo', Label: 'nonsense' }
    const { flows, unread, notices } = readEntries([
      { ...whole, ...odd },
      { ...whole, Timestamp: '2026-03-10 08:30:32', Label: '', 'Dst Port': null },
    ])
    expect([...flows.timestamps_us]).toEqual([NaN, Date.parse('2026-03-10T08:30:32Z') * 1000])
    expect([flows.destination_ports[0], flows.protocols[0]]).toEqual([-1, -1])
    expect(unread).toEqual([
      { column: 'Label', value: 'nonsense', cells: 1 },
      { column: 'Timestamp', value: null, cells: 1 },
    ])
    expect(notices.join(' ')).toContain('1 of the first 2 times could not be read, such as "soon"')
    expect(notices.join(' ')).toContain('A request does not state the time zone of its times')
    expect(notices.join(' ')).toContain('Labels with no known threat type: "nonsense"')
  })

  test('does not need what it does not learn from', () => {
    expect(columnOf(simulatedCapture('original', 40).header, 'Destination Port')).toBe(0)
    expect(flowsFromEntries([{ ...whole, 'Destination Port': 80 }]).destination_ports[0]).toBe(80)
    expect(flowsFromEntries([{ ...whole, 'Destination Port': 'http' }]).destination_ports[0]).toBe(-1)
    expect(flowsFromEntries([whole]).destination_ports[0]).toBe(-1)
  })
})
