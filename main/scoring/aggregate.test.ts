import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { BENIGN, THREAT_TYPES } from '../flow/threat-types.ts'
import { OPTIONS, type ScoredFlow, scoredFlows } from '../testing/scored.ts'
import { aggregate } from './aggregate.ts'
import { alertKeyOf, severityOf } from '../triage/alert-policy.ts'

const START_US = Date.UTC(2017, 6, 7, 18) * 1000
const alertsOf = (flows: readonly ScoredFlow[]) => aggregate(scoredFlows(flows), OPTIONS).alert_groups

describe('alerts', () => {
  test('are a handful for 200,000 DDoS flows from ever other sources within an hour', () => {
    const flows = Array.from({ length: 200_000 }, (_, at): ScoredFlow => ({
      threat_type: 'DDoS',
      source_ip: `10.${String(at % 251)}.${String(at % 241)}.${String(at % 239)}`,
      destination_ip: '192.168.10.50',
      destination_port: at % 10 === 0 ? 40_000 + (at % 20_000) : 80,
      timestamp_us: START_US + at * 10_000,
    }))
    const alerts = alertsOf(flows)
    expect(alerts.length).toBeLessThanOrEqual(4)
    expect(alerts.reduce((sum, { flow_count }) => sum + flow_count, 0)).toBe(200_000)
    expect(new Set(alerts.map(({ source_ip }) => source_ip))).toEqual(new Set([null]))
  })

  test('are one for a scan over every port of a host, and one more for the next hour', () => {
    const scan = (hour: number) =>
      Array.from({ length: 5000 }, (_, port): ScoredFlow => ({
        threat_type: 'PortScan',
        source_ip: '172.16.0.1',
        destination_ip: '192.168.10.50',
        destination_port: port * 13,
        timestamp_us: START_US + hour * 3600e6 + port * 1000,
      }))
    expect(alertsOf(scan(0))).toHaveLength(1)
    expect(alertsOf(scan(0))[0]).toMatchObject({ destination_port: null, flow_count: 5000, severity: 0 })
    expect(alertsOf([...scan(0), ...scan(1)])).toHaveLength(2)
  })

  test('are one for each attacker, target and service', () => {
    const flow: ScoredFlow = {
      threat_type: 'SSH-Patator',
      source_ip: '172.16.0.1',
      destination_ip: '192.168.10.50',
      destination_port: 22,
      timestamp_us: START_US,
    }
    const others: ScoredFlow[] = [
      { ...flow, source_ip: '172.16.0.2' },
      { ...flow, destination_ip: '192.168.10.51' },
      { ...flow, destination_port: 2222 },
      { ...flow, threat_type: 'FTP-Patator' },
      { ...flow, timestamp_us: START_US + 3600e6 },
    ]
    expect(alertsOf([flow, ...others, flow])).toHaveLength(6)
    expect(alertsOf([flow, ...others, flow])[0]).toMatchObject({
      source_ip: '172.16.0.1',
      destination_ip: '192.168.10.50',
      destination_port: 22,
      flow_count: 2,
    })
  })

  test('do not tell apart the ports that a system gave its client, which name no service', () => {
    const flows = [32_768, 50_000, 65_535].map((destination_port): ScoredFlow => ({
      threat_type: 'Bot',
      destination_port,
    }))
    expect(alertsOf(flows)).toHaveLength(1)
    expect(alertsOf([...flows, { threat_type: 'Bot', destination_port: 8080 }])).toHaveLength(2)
  })

  test('are made of threats at or above the threshold, and of nothing else', () => {
    const { alert_groups, alert_group_of_row, threats } = aggregate(
      scoredFlows([
        { threat_type: 'DDoS', confidence: 0.5 },
        { threat_type: 'DDoS', confidence: 0.49 },
        { threat_type: BENIGN, confidence: 1 },
      ]),
      OPTIONS,
    )
    expect(alert_groups).toHaveLength(1)
    expect([...alert_group_of_row]).toEqual([0, -1, -1])
    expect(threats).toBe(2)
  })

  test('tell the first and last time, the highest confidence and the sum of all', () => {
    const [alert] = alertsOf([
      { threat_type: 'Bot', confidence: 0.75, timestamp_us: START_US + 5e6 },
      { threat_type: 'Bot', confidence: 1, timestamp_us: START_US + 1e6 },
      { threat_type: 'Bot', confidence: 0.5, timestamp_us: START_US + 9e6 },
    ])
    expect(alert).toMatchObject({
      first_seen_us: START_US + 1e6,
      last_seen_us: START_US + 9e6,
      max_confidence: 1,
      confidence_sum: 2.25,
      flow_count: 3,
      timestamp_known: true,
    })
  })

  test('of a file without times have the time of its import, and say so', () => {
    expect(alertsOf([{ threat_type: 'Bot' }])[0]).toMatchObject({
      first_seen_us: OPTIONS.imported_at_us,
      timestamp_known: false,
    })
  })
})

const anyFlow = fc.record({
  threat_type: fc.constantFrom(...THREAT_TYPES),
  confidence: fc.float({ min: 0, max: 1, noNaN: true }),
  source_ip: fc.constantFrom('10.0.0.1', '10.0.0.2'),
  destination_ip: fc.constantFrom('10.0.1.1', '10.0.1.2'),
  destination_port: fc.constantFrom(-1, 0, 22, 80, 40_000, 50_000),
  timestamp_us: fc.constantFrom(NaN, START_US, START_US + 20e6, START_US + 7200e6),
})

describe('whatever the flows', () => {
  test('the alerts are the same in every order, and count every threat above the threshold once', () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { maxLength: 60 }), fc.integer(), (flows, seed) => {
        const shuffled = flows
          .map((flow, at) => ({ flow, rank: Math.sin(seed + at) }))
          .sort((one, other) => one.rank - other.rank)
          .map(({ flow }) => flow)
        const summary = (list: readonly ScoredFlow[]) =>
          new Map(
            alertsOf(list).map((alert) => [
              alert.key,
              { ...alert, confidence_sum: Math.round(alert.confidence_sum * 1e9) },
            ]),
          )
        expect(summary(shuffled)).toEqual(summary(flows))
        const counted = alertsOf(flows).reduce((sum, { flow_count }) => sum + flow_count, 0)
        expect(counted).toBe(
          flows.filter(({ threat_type, confidence }) => threat_type !== BENIGN && confidence >= 0.5).length,
        )
      }),
      { numRuns: 100, seed: 1 },
    )
  })

  test('each is in exactly one bucket and one label count, on either axis', () => {
    fc.assert(
      fc.property(fc.array(anyFlow, { maxLength: 60 }), fc.constantFrom('time', 'row'), (flows, axis) => {
        const { bucket_counts, label_counts } = aggregate(scoredFlows(flows), { ...OPTIONS, axis })
        for (const counts of [bucket_counts, label_counts]) {
          expect(counts.reduce((sum, count) => sum + count.flows, 0)).toBe(flows.length)
        }
        const off_axis = bucket_counts.filter(({ bucket }) => bucket === -1).reduce((sum, { flows }) => sum + flows, 0)
        expect(off_axis).toBe(axis === 'row' ? 0 : flows.filter((flow) => Number.isNaN(flow.timestamp_us)).length)
      }),
      { numRuns: 100, seed: 2 },
    )
  })
})

describe('a severity', () => {
  test('is given for every threat type, and is medium for a class of another model', () => {
    expect(THREAT_TYPES.slice(1).map(severityOf)).not.toContain(undefined)
    expect(severityOf('Infiltration')).toBe('critical')
    expect(severityOf('PortScan')).toBe('low')
    expect(severityOf('Ransomware')).toBe('medium')
  })
})

test('an alert key cannot be forged by an address that looks like the parts of another', () => {
  const flow = { threat_type: 'Bot', destination_port: 80, timestamp_us: null }
  const one = alertKeyOf({ ...flow, source_ip: 'a","b', destination_ip: 'c' })
  const other = alertKeyOf({ ...flow, source_ip: 'a', destination_ip: 'b","c' })
  expect(one.key).not.toBe(other.key)
})
