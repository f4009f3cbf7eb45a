import fc from 'fast-check'
import { expect, test } from 'vitest'

import { conversations, count, type TestFlow, UNANSWERED } from '../../testing/conversations.ts'
import { Behaviour } from './behaviour.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

/** Findings of flows that come in segments, each with the flows' own numbers. */
function found(segments: readonly (readonly { readonly flow: TestFlow; readonly number: number }[])[]) {
  const behaviour = new Behaviour(DEFAULT_SETTINGS)
  for (const segment of segments) behaviour.observe(conversations(segment.map(({ flow }) => flow)))
  const numbers = segments.flat().map(({ number }) => number)
  return behaviour.close().findings.map(({ rows, ...finding }) => ({
    ...finding,
    rows: rows.map((row) => numbers[row]!).sort((one, other) => one - other),
  }))
}

const host = fc.constantFrom('10.0.0.5', '10.0.0.6', '203.0.113.7', '198.51.100.2')

/** Whole attacks and single flows, mixed, in whole seconds. */
const traffic = fc
  .array(
    fc.oneof(
      fc.record({ kind: fc.constant('scan'), at_s: fc.nat(3000), source: host, target: host }),
      fc.record({ kind: fc.constant('guess'), at_s: fc.nat(3000), source: host, target: host }),
      fc.record({ kind: fc.constant('calls'), at_s: fc.nat(3000), source: host, target: host }),
      fc.record({ kind: fc.constant('flood'), at_s: fc.nat(3000), source: host, target: host }),
      fc.record({ kind: fc.constant('one'), at_s: fc.nat(3000), source: host, target: host }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) =>
    parts
      .flatMap(({ kind, at_s, source, target }, part): TestFlow[] => {
        const own = { source, target, source_port: 40_000 + part }
        if (kind === 'scan') return count(30).map((at) => ({ ...own, at_s: at_s + at, port: 1000 + at, ...UNANSWERED }))
        if (kind === 'guess') return count(40).map((at) => ({ ...own, at_s: at_s + at, port: 22 }))
        if (kind === 'calls') return count(30).map((at) => ({ ...own, at_s: at_s + at * 30, port: 8000 }))
        if (kind === 'flood') return count(250).map((at) => ({ ...own, at_s: at_s + Math.floor(at / 10), port: 80 }))
        return [{ ...own, at_s }]
      })
      .sort((one, other) => one.at_s - other.at_s)
      .map((flow, number) => ({ flow, number })),
  )

const PUBLIC: ReadonlySet<string | undefined> = new Set(['203.0.113.7', '198.51.100.2'])

/** Which of two public addresses is at home depends on all flows of a source, those to come included. */
const withHome = (flow: TestFlow): TestFlow =>
  PUBLIC.has(flow.source) && PUBLIC.has(flow.target) ? { ...flow, source: '10.0.0.5' } : flow

/** The first of the flows of one time: among them there is an order. */
function firstOfItsTime(flows: readonly { readonly flow: TestFlow }[], at: number): number {
  let first = at
  while (first > 0 && flows[first - 1]?.flow.at_s === flows[first]?.flow.at_s) first -= 1
  return first
}

/** What is told at the end of each segment; the state goes on. */
function foundAfterEach(segments: readonly (readonly { readonly flow: TestFlow; readonly number: number }[])[]) {
  const behaviour = new Behaviour(DEFAULT_SETTINGS)
  return segments.map((segment) => {
    behaviour.observe(conversations(segment.map(({ flow }) => flow)))
    return behaviour.endSegment().findings
  })
}

test('at the end of each segment all is told that one source that ended there would tell', () => {
  fc.assert(
    fc.property(traffic, fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }), (all, cuts) => {
      const at_home = all.map(({ flow, number }) => ({ flow: withHome(flow), number }))
      const ends = cuts
        .map((cut) => firstOfItsTime(at_home, Math.round((cut / 1000) * at_home.length)))
        .sort((one, other) => one - other)
      const segments = [...ends, at_home.length].map((end, at) => at_home.slice(ends[at - 1] ?? 0, end))
      const whole = [...ends, at_home.length].map((end) => {
        const behaviour = new Behaviour(DEFAULT_SETTINGS)
        behaviour.observe(conversations(at_home.slice(0, end).map(({ flow }) => flow)))
        return behaviour.close().findings
      })
      expect(foundAfterEach(segments)).toEqual(whole)
    }),
    { numRuns: 25 },
  )
})

test('the order of flows within a second changes no finding', () => {
  fc.assert(
    fc.property(traffic, fc.infiniteStream(fc.nat(1000)), (flows, draws) => {
      const shuffled = flows
        .map((flow) => ({ flow, draw: Number(draws.next().value) }))
        .sort((one, other) => one.flow.flow.at_s - other.flow.flow.at_s || one.draw - other.draw)
        .map(({ flow }) => flow)
      // Flows that are alike in everything may change places.
      const withoutRows = (findings: ReturnType<typeof found>) =>
        findings.map(({ rows, ...finding }) => ({ ...finding, rows: rows.length }))
      expect(withoutRows(found([shuffled]))).toEqual(withoutRows(found([flows])))
    }),
    { numRuns: 60 },
  )
})

test('flows in the order of their end give what flows in the order of their start do', () => {
  fc.assert(
    fc.property(traffic, fc.array(fc.nat(120), { minLength: 50, maxLength: 50 }), (flows, delays) => {
      const by_end = [...flows].sort(
        (one, other) =>
          one.flow.at_s + delays[one.number % 50]! - (other.flow.at_s + delays[other.number % 50]!) ||
          one.number - other.number,
      )
      const told = (findings: ReturnType<typeof found>) => findings.map(({ key, sentence }) => ({ key, sentence }))
      expect(told(found([by_end]))).toEqual(told(found([flows])))
    }),
    { numRuns: 60 },
  )
})

test('a source that is cut into segments gives the same findings', () => {
  fc.assert(
    fc.property(traffic, fc.array(fc.nat(400), { maxLength: 8 }), (flows, cuts) => {
      const places = [0, ...cuts.filter((cut) => cut < flows.length), flows.length].sort((one, other) => one - other)
      const segments = places.slice(1).map((end, index) => flows.slice(places[index], end))
      expect(found(segments)).toEqual(found([flows]))
    }),
    { numRuns: 60 },
  )
})
