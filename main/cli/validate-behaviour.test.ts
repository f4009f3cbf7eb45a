import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { runCommand } from '../testing/command.ts'
import { useFolder } from '../testing/folder.ts'

const folder = useFolder()

const HEADER = [
  ...['Src IP', 'Src Port', 'Dst IP', 'Dst Port', 'Protocol', 'Timestamp', 'Flow Duration'],
  ...['Total Fwd Packet', 'Total Bwd packets', 'Total Length of Fwd Packet', 'Total Length of Bwd Packet'],
].join(',')

/** Answered flows of a host at home with one outside, an hour apart. */
const quiet = (hours: number) =>
  Array.from({ length: hours }, (_, hour) => {
    const time = `2024-03-0${String(4 + Math.floor(hour / 24))} ${String(hour % 24).padStart(2, '0')}:00:00.500000`
    return `10.0.0.5,50000,198.51.100.7,443,6,${time},1000000,10,10,900,9000`
  })

/** A scan by the same host in the first minute. */
const scan = (ports: number) =>
  Array.from({ length: ports }, (_, at) => {
    const time = `2024-03-04 00:00:${String(at).padStart(2, '0')}.700000`
    return `10.0.0.5,50000,10.0.0.9,${String(1000 + at)},6,${time},100,1,1,0,0`
  })

async function write(name: string, rows: readonly string[]): Promise<string> {
  await writeFile(folder.at(name), [HEADER, ...rows, ''].join('\n'))
  return folder.at(name)
}

const EstimateSchema = z.object({ value: z.number(), low: z.number(), high: z.number() })
const AnswerSchema = z.object({
  flows: z.number(),
  hosts: z.number(),
  host_days: z.number(),
  kinds: z.array(
    z.object({
      ...{ kind: z.string(), false_alerts: z.number(), flagged: z.number() },
      ...{ per_host_day: EstimateSchema.nullable(), flagged_share: EstimateSchema.nullable() },
    }),
  ),
})

async function measured(...args: readonly string[]) {
  const { code, stdout, stderr } = await runCommand(['validate', '--behaviour', '--json', ...args])
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const answer = AnswerSchema.parse(JSON.parse(stdout))
  const of = (kind: string) => answer.kinds.find((each) => each.kind === kind)
  return { ...answer, of }
}

describe('validate --behaviour', () => {
  test('counts false alerts for each day that a host at home was observed', async () => {
    const { flows, hosts, host_days, of } = await measured(await write('scan.csv', [...scan(30), ...quiet(49)]))
    expect({ flows, hosts }).toEqual({ flows: 79, hosts: 2 })
    // One host for two days, and the one that was scanned for half a minute.
    expect(host_days).toBeCloseTo(2, 2)
    expect(of('vertical_scan')).toMatchObject({ false_alerts: 1, flagged: 30 })
    expect(of('all')).toMatchObject({ false_alerts: 1, flagged: 30 })
    expect(of('all')?.per_host_day?.value).toBeCloseTo(0.5, 2)
    // Garwood: of one event, 0.025 to 5.57.
    expect(of('all')?.per_host_day?.high).toBeCloseTo(5.572 / 2, 2)
    expect(of('all')?.flagged_share?.value).toBeCloseTo(30 / 79, 6)
  })

  test('adds up captures, and says of nothing that it is nothing', async () => {
    const [one, other] = [await write('one.csv', quiet(25)), await write('other.csv', quiet(49))]
    const { host_days, of } = await measured(one, other)
    expect(host_days).toBeCloseTo(3, 6)
    expect(of('all')).toMatchObject({ false_alerts: 0, per_host_day: { value: 0, low: 0 } })
    const { of: ofShort } = await measured(await write('short.csv', quiet(3)))
    expect(ofShort('all')?.per_host_day).toBeNull()
  })

  test('proposes roles of hosts that look like they have one', async () => {
    const queries = Array.from({ length: 12 }, (_, at) => {
      const time = `2024-03-04 00:00:${String(at).padStart(2, '0')}.700000`
      return `10.0.0.${String(20 + (at % 4))},50000,10.0.0.53,53,17,${time},100,1,1,40,120`
    })
    const path = await write('roles.csv', [...scan(30), ...queries, ...quiet(25)])
    const { stdout } = await runCommand(['validate', '--behaviour', '--json', path])
    const { captures } = z
      .object({ captures: z.array(z.object({ proposed_roles: z.array(z.unknown()) })) })
      .parse(JSON.parse(stdout))
    expect(captures[0]?.proposed_roles).toEqual([
      { role: 'dns_servers', address: '10.0.0.53', evidence: 4 },
      { role: 'scanners', address: '10.0.0.5', evidence: 1 },
    ])
  })

  test('measures by other settings', async () => {
    const path = await write('settings.csv', [...scan(30), ...quiet(49)])
    const settings = folder.at('settings.json')
    await writeFile(settings, JSON.stringify({ roles: { scanners: ['10.0.0.5'] } }))
    const { of } = await measured(path, '--settings', settings)
    expect(of('all')).toMatchObject({ false_alerts: 0, flagged: 0 })
  })

  test.each([
    ['{', 'is no JSON'],
    ['{"vertical_scan":{"ports_in_5_min":1}}', 'vertical_scan.ports_in_5_min'],
    ['{"vertical_scans":{}}', 'vertical_scans'],
    ['{"home_networks":["10.0.0.0/33"]}', 'home_networks.0: is not a network'],
    ['{"roles":{"scanners":["me"]}}', 'roles.scanners.0: is not an address'],
  ])('refuses the settings %s', async (text, reason) => {
    const settings = folder.at('wrong.json')
    await writeFile(settings, text)
    const path = await write('refused.csv', quiet(3))
    const { code, stderr } = await runCommand(['validate', '--behaviour', path, '--settings', settings])
    expect(code).toBe(2)
    expect(stderr).toContain('wrong.json')
    expect(stderr).toContain(reason)
  })
})
