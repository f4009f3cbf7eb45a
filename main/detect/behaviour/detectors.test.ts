import { describe, expect, test } from 'vitest'

import { factsOfInstrument, type InstrumentFacts } from '../../flow/conversations.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { conversations, count, type TestFlow, UNANSWERED } from '../../testing/conversations.ts'
import { Behaviour } from './behaviour.ts'
import type { BehaviourFinding } from './finding.ts'
import { type BehaviourSettings, DEFAULT_SETTINGS } from './settings.ts'

function findings(
  flows: readonly TestFlow[],
  settings: Partial<BehaviourSettings> = {},
  facts?: InstrumentFacts,
): readonly BehaviourFinding[] {
  const behaviour = new Behaviour({ ...DEFAULT_SETTINGS, ...settings })
  behaviour.observe(conversations(flows), facts)
  return behaviour.close().findings
}

const kinds = (flows: readonly TestFlow[], settings?: Partial<BehaviourSettings>, facts?: InstrumentFacts) =>
  findings(flows, settings, facts).map(({ kind }) => kind)

const OUTSIDE = '203.0.113.7'

describe('vertical scan', () => {
  const scan = (ports: number, gap_s: number, more: Partial<TestFlow> = {}) =>
    count(ports).map((at) => ({ at_s: at * gap_s, port: 1000 + at, ...UNANSWERED, ...more }))

  test('is fifteen silent ports in five minutes, told with its numbers', () => {
    const [finding] = findings(scan(20, 1))
    expect(finding).toMatchObject({
      kind: 'vertical_scan',
      source: '10.0.0.5',
      target: '10.0.0.9',
      flow_count: 20,
      rows: count(20),
      severity: 1,
      techniques: [{ id: 'T1046', name: 'Network Service Discovery' }],
      sentence: '10.0.0.5 tried 20 ports of 10.0.0.9 in 19 s; 20 of 20 flows got no answer.',
    })
    expect(kinds(scan(14, 1))).toEqual([])
  })
  test('may be slower: twenty-five in an hour', () => {
    expect(kinds(scan(25, 120))).toEqual(['vertical_scan'])
    expect(kinds(scan(24, 120))).toEqual([])
  })
  test('is no use of one service, however often it fails', () => {
    expect(kinds(count(100).map((at) => ({ at_s: at, port: 8443, ...UNANSWERED })))).toEqual([])
  })
  test('is none where more ports answer than not', () => {
    const answered = count(20).flatMap((at) => [
      { at_s: at, port: 2000 + at },
      { at_s: at + 0.1, port: 3000 + at },
    ])
    const flows = [...scan(1, 1), ...answered.map((flow) => ({ ...flow, at_s: flow.at_s + 1 }))]
    expect(kinds([...flows, ...scan(18, 1).map((flow) => ({ ...flow, at_s: flow.at_s + 40 }))])).toEqual([])
  })
  test('from outside is one finding a target and day, however many sources', () => {
    const flows = count(4).flatMap((host) => scan(20, 60, { source: `203.0.113.${String(host + 1)}` }))
    const found = findings(flows)
    expect(found.map(({ kind, source, target }) => ({ kind, source, target }))).toEqual([
      { kind: 'vertical_scan', source: null, target: '10.0.0.9' },
    ])
    expect(found[0]).toMatchObject({
      severity: 0,
      numbers: { sources: 4 },
      techniques: [{ id: 'T1595' }, { id: 'T1046' }],
    })
  })
  test('by a scanner of one’s own is none', () => {
    expect(kinds(scan(50, 1), { roles: { ...DEFAULT_SETTINGS.roles, scanners: ['10.0.0.5'] } })).toEqual([])
  })
  test('of a host by itself is one where nothing was said, not where all that is said goes one way', () => {
    const self = { source: '127.0.0.1', target: '127.0.0.1' }
    expect(kinds(scan(30, 1, { ...self, packets: [2, 0] }))).toEqual(['vertical_scan'])
    expect(kinds(scan(30, 1, { ...self, packets: [8, 0], bytes: [900, 0] }))).toEqual([])
  })
  test('is not what a server answers to the ports of its clients', () => {
    const answers = count(60).map((at) => ({ at_s: at, source_port: 443, port: 40_000 + at, ...UNANSWERED }))
    expect(kinds(answers)).toEqual([])
  })
})

describe('horizontal scan', () => {
  const scan = (targets: number, gap_s: number, more: Partial<TestFlow> = {}) =>
    count(targets).map((at) => ({
      at_s: at * gap_s,
      target: `10.0.1.${String(at + 1)}`,
      port: 445,
      ...UNANSWERED,
      ...more,
    }))

  test('is ten silent targets of one port in five minutes', () => {
    expect(findings(scan(12, 5))[0]).toMatchObject({
      kind: 'horizontal_scan',
      target: null,
      port: 445,
      sentence: '10.0.0.5 tried port 445 of 12 hosts in 55 s; 12 of 12 flows got no answer.',
    })
    expect(kinds(scan(9, 5))).toEqual([])
  })
  test('is none where the targets answer', () => {
    expect(kinds(scan(60, 1, { bytes: [100, 100] }))).toEqual([])
  })
  test('is none to a multicast or broadcast address', () => {
    const flows = count(40).map((at) => ({ at_s: at, target: `224.0.1.${String(at)}`, protocol: 17, port: 5000 }))
    expect(kinds(flows.map((flow) => ({ ...flow, packets: [1, 0] as const, bytes: [9, 0] as const })))).toEqual([])
  })
})

test('an ICMP sweep is fifteen targets in five minutes', () => {
  const sweep = (targets: number) =>
    count(targets).map((at) => ({ at_s: at, target: `10.0.2.${String(at + 1)}`, protocol: 1, source_port: 8, port: 0 }))
  expect(kinds(sweep(15))).toEqual(['icmp_sweep'])
  expect(kinds(sweep(14))).toEqual([])
  // Destination unreachable is an answer to somebody else's scan.
  expect(kinds(sweep(30).map((flow) => ({ ...flow, source_port: 3 })))).toEqual([])
  // Who answers pings does not ping. Where no types are told, a port of 0 says nothing.
  const replies = sweep(30).map((flow) => ({ ...flow, source_port: 0 }))
  const facts = { ...factsOfInstrument(null), are_icmp_types_told: true }
  expect(kinds(replies)).toEqual(['icmp_sweep'])
  expect(kinds(replies, {}, facts)).toEqual([])
  expect(
    kinds(
      replies.map((flow) => ({ ...flow, source_port: NO_NUMBER })),
      {},
      facts,
    ),
  ).toEqual(['icmp_sweep'])
})

describe('password guessing', () => {
  const guesses = (sessions: number, gap_s: number, more: Partial<TestFlow> = {}) =>
    count(sessions).map((at) => ({ at_s: at * gap_s + (at % 3) * 0.4, port: 22, ...more }))

  test('is twenty short answered sessions with a login port in half an hour', () => {
    expect(findings(guesses(30, 10))[0]).toMatchObject({
      kind: 'password_guessing',
      port: 22,
      severity: 2,
      techniques: [{ id: 'T1110.001' }],
      numbers: { answered: 30, success_row: null },
    })
    expect(kinds(guesses(19, 10))).toEqual([])
    expect(kinds(guesses(30, 200))).toEqual([])
  })
  test('that is followed by a large session may have succeeded', () => {
    const flows = [...guesses(30, 2), { at_s: 90, port: 22, bytes: [20_000, 900_000] as const }]
    expect(findings(flows)[0]).toMatchObject({ severity: 3, numbers: { success_row: 30 } })
    expect(findings(flows)[0]?.sentence).toContain('a login may have succeeded')
  })
  test('on a port that may be anything is faster, and follows no clock', () => {
    expect(kinds(guesses(30, 1, { port: 902 }))).toEqual(['password_guessing'])
    expect(kinds(guesses(60, 40, { port: 902 }))).toEqual([])
    expect(kinds(count(60).map((at) => ({ at_s: at * 10, port: 902 })))).toEqual([])
  })
  test('is no browsing and no look-up of names', () => {
    expect(kinds(guesses(100, 1, { port: 443 }))).toEqual([])
    expect(kinds(guesses(100, 1, { port: 389 }))).toEqual([])
  })
  test('from outside may be slow', () => {
    expect(kinds(guesses(35, 2000, { source: OUTSIDE }))).toEqual(['password_guessing'])
  })
})

describe('beacon', () => {
  const calls = (number: number, period_s: number, jitter: number, more: Partial<TestFlow> = {}) =>
    count(number).map((at) => ({
      at_s: (at + jitter * Math.sin(at * 7)) * period_s,
      target: OUTSIDE,
      ...more,
    }))

  test('is twenty calls a day to one service outside at regular times', () => {
    expect(findings(calls(40, 60, 0.05))[0]).toMatchObject({
      kind: 'beacon',
      source: '10.0.0.5',
      target: OUTSIDE,
      port: 443,
    })
    expect(kinds(calls(19, 60, 0.05))).toEqual([])
  })
  test('is none at random times', () => {
    let at_s = 0
    const flows = count(200).map((at) => ({ at_s: (at_s += 2 + ((at * 7919) % 301)), target: OUTSIDE }))
    expect(kinds(flows)).toEqual([])
  })
  test('is none that makes many flows a call, none to a host at home, none of NTP', () => {
    expect(
      kinds(count(3).flatMap((part) => calls(40, 60, 0).map((flow) => ({ ...flow, at_s: flow.at_s + part / 10 })))),
    ).toEqual([])
    expect(kinds(calls(40, 60, 0, { target: '10.0.0.9' }))).toEqual([])
    expect(kinds(calls(40, 60, 0, { port: 123, protocol: 17 }))).toEqual([])
  })
  test('to a private address that counts as outside is one', () => {
    expect(kinds(calls(40, 60, 0, { target: '10.0.0.9' }), { outside_networks: ['10.0.0.9'] })).toEqual(['beacon'])
  })
  test('of long periods is for information', () => {
    expect(findings(calls(30, 900, 0.01)).map(({ kind, is_informational }) => ({ kind, is_informational }))).toEqual([
      { kind: 'slow_beacon', is_informational: true },
    ])
  })
  test('that goes on for hours is found to its last call', () => {
    const found = findings(calls(3000, 10, 0.05))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ kind: 'beacon', flow_count: 3000 })
  })
})

describe('floods', () => {
  test('are two hundred flows a minute to one service', () => {
    const flows = count(300).map((at) => ({ at_s: at * 0.25, port: 80 }))
    expect(findings(flows)[0]).toMatchObject({ kind: 'flood', flow_count: 291, severity: 3 })
    expect(kinds(count(300).map((at) => ({ at_s: at * 0.4, port: 80 })))).toEqual([])
  })
  test('from forged sources are noticed at the target', () => {
    const flows = count(1000).map((at) => ({
      ...{ at_s: at * 0.05, port: 80, ...UNANSWERED },
      source: `198.51.${String(at % 200)}.${String((at * 7) % 250)}`,
    }))
    expect(findings(flows)[0]).toMatchObject({ kind: 'forged_flood', target: '10.0.0.9', source: null })
  })
  test('that are slow hold connections open', () => {
    const flows = count(60).map((at) => ({ at_s: at, port: 80, duration_s: 100, bytes: [200, 0] as const }))
    expect(kinds(flows)).toEqual(['slow_flood'])
    expect(kinds(flows.map((flow) => ({ ...flow, duration_s: 20 })))).toEqual([])
  })
})

test('a DNS tunnel is long questions on average', () => {
  const queries = (bytes: number) =>
    count(30).map((at) => ({
      ...{ at_s: at * 20, port: 53, protocol: 17 },
      ...{ packets: [1, 1] as const, bytes: [bytes, 200] as const },
    }))
  expect(kinds(queries(90))).toEqual(['dns_tunnel'])
  expect(kinds(queries(45))).toEqual([])
})

test('a long connection and a large upload are for information', () => {
  const found = findings([
    { at_s: 0, target: OUTSIDE, duration_s: 9 * 3600 },
    { at_s: 5, target: '203.0.113.8', bytes: [80e6, 1e6] },
  ])
  expect(found.map(({ kind, is_informational }) => ({ kind, is_informational }))).toEqual([
    { kind: 'long_connection', is_informational: true },
    { kind: 'large_upload', is_informational: true },
  ])
})

describe('what cannot be judged is said', () => {
  const scan = count(20).map((at) => ({ at_s: at, port: 1000 + at, ...UNANSWERED }))
  const judged = (change: (batch: ReturnType<typeof conversations>) => ReturnType<typeof conversations>) => {
    const behaviour = new Behaviour(DEFAULT_SETTINGS)
    behaviour.observe(change(conversations(scan)))
    return behaviour.close()
  }
  test('where addresses are missing', () => {
    const { findings, judgements } = judged((batch) => ({ ...batch, sources: new Uint32Array(batch.rows) }))
    expect(findings).toEqual([])
    expect(new Set(judgements.map(({ note }) => note))).toEqual(
      new Set(['cannot judge: the capture does not tell addresses']),
    )
  })
  test('where times are missing', () => {
    const { judgements } = judged((batch) => ({ ...batch, timestamps_us: batch.timestamps_us.map(() => NaN) }))
    expect(judgements.every(({ can_judge, note }) => !can_judge && note?.includes('does not tell times'))).toBe(true)
  })
  test('where times are whole minutes', () => {
    const { findings, judgements } = judged((batch) => ({
      ...batch,
      timestamps_us: batch.timestamps_us.map((time_us) => Math.floor(time_us / 60e6) * 60e6),
    }))
    expect(findings).toEqual([])
    expect(judgements[0]?.note).toBe('cannot judge: the capture tells times in minutes only')
  })
  test('where nobody is at home, of what asks for it', () => {
    const behaviour = new Behaviour(DEFAULT_SETTINGS)
    const between = count(40).map((at) => ({
      at_s: at,
      source: `203.0.113.${String(at)}`,
      target: `198.51.100.${String(at)}`,
    }))
    behaviour.observe(conversations(between))
    const blind = behaviour.close().judgements.filter(({ can_judge }) => !can_judge)
    expect(blind.map(({ kind }) => kind)).toEqual(['beacon', 'slow_beacon', 'long_connection', 'large_upload'])
  })
})
