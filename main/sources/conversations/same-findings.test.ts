import { writeFile } from 'node:fs/promises'

import { beforeAll, describe, expect, test } from 'vitest'

import { type Attack, generateCapture } from '../../../scripts/sample/index.ts'
import { Behaviour, type BehaviourReport } from '../../detect/behaviour/behaviour.ts'
import type { BehaviourFinding } from '../../detect/behaviour/finding.ts'
import { DEFAULT_SETTINGS } from '../../detect/behaviour/settings.ts'
import { writeCsv } from '../../testing/captures.ts'
import { useFolder } from '../../testing/folder.ts'
import { wireFlows, type WireFlow } from '../../testing/wire-flows.ts'
import { eveLog } from '../../testing/eve-log.ts'
import { argusCsv, nfdump16Csv, nfdump17Csv } from '../../testing/netflow-tables.ts'
import { zeekJsonLog, zeekTsvLog } from '../../testing/zeek-logs.ts'
import { openConversations } from '../open-conversations.ts'

const folder = useFolder()
/** A day whose floods are as dense as those of a day with many more rows. */
const attacks: readonly Attack[] = [
  { kind: 'PortScan', start_minute: 42, minutes: 9, share: 0.1 },
  { kind: 'FTP-Patator', start_minute: 75, minutes: 22, share: 0.05 },
  { kind: 'Bot', start_minute: 100, minutes: 300, share: 0.05 },
  { kind: 'DoS slowloris', start_minute: 190, minutes: 5, share: 0.05 },
  { kind: 'DoS Hulk', start_minute: 290, minutes: 2, share: 0.12 },
  { kind: 'DDoS', start_minute: 385, minutes: 2, share: 0.15 },
]
const [header = '', ...rows] = [...generateCapture({ layout: 'corrected', rows: 8000, seed: 1, attacks })]
  .join('')
  .trimEnd()
  .split('\n')
const day = { header, rows }
const flows = wireFlows(day)
/** The office of the simulated day. */
const settings = { ...DEFAULT_SETTINGS, home_networks: ['192.0.2.0/24', '198.51.100.0/24'] }
let of_csv: BehaviourReport

async function noticedIn(path: string): Promise<BehaviourReport> {
  const behaviour = new Behaviour(settings)
  for await (const { batch, instrument } of openConversations(path)) behaviour.observe(batch, instrument)
  return behaviour.close()
}

async function noticed(name: string, text: string): Promise<BehaviourReport> {
  await writeFile(folder.at(name), text)
  return noticedIn(folder.at(name))
}

beforeAll(async () => {
  of_csv = await noticedIn(await writeCsv(folder.at('day.csv'), day))
})

describe('the same traffic gives the same findings', () => {
  test('the simulated day has some', () => {
    expect([...new Set(of_csv.findings.map(({ kind }) => kind))].sort()).toEqual([
      ...['flood', 'password_guessing', 'slow_flood', 'vertical_scan'],
    ])
  })

  test.each<[string, (flows: readonly WireFlow[]) => string]>([
    ['conn.log', zeekTsvLog],
    ['conn.json', zeekJsonLog],
    ['argus.csv', (all) => argusCsv(all, 'payload')],
  ])('as %s, which tells payload and microseconds', async (name, write) => {
    expect(await noticed(name, write(flows))).toEqual(of_csv)
  })

  test.each<[string, (flows: readonly WireFlow[]) => string]>([
    ['eve.json', eveLog],
    ['argus.csv', (all) => argusCsv(all, 'lengths')],
    ['nfdump-joined.csv', (all) => nfdump16Csv(all, true)],
    ['nfdump-apart.csv', (all) => nfdump16Csv(all, false)],
    ['nfdump-1.7.csv', nfdump17Csv],
  ])('as %s, whose lengths have headers, but for bytes and fractions of a second', async (name, write) => {
    const { findings, judgements } = await noticed(name, write(flows))
    expect(findings.map(essence)).toEqual(of_csv.findings.map(essence))
    expect(judgements).toEqual(of_csv.judgements)
  })
})

const essence = ({ key, kind, source, target, port, flow_count, severity, numbers }: BehaviourFinding) => ({
  ...{ key, kind, source, target, port, flow_count, severity, answered: numbers.answered, ports: numbers.ports },
})
