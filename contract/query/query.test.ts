import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { randomQuery } from '../../main/testing/random-queries.ts'
import { isMatchingAlert } from './alert-fields.ts'
import { FIELDS, findField } from './fields.ts'
import { isMatchingFlow, type QueryableFlow } from './flow-fields.ts'
import { parseQuery } from './parse.ts'
import { printQuery } from './print.ts'
import type { QueryTree, Subject } from './tree.ts'

function treeOf(text: string, subject: Subject = 'flows'): QueryTree {
  const parsed = parseQuery(text, subject)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.fault.reason}`)
  return parsed.tree
}

/** The tree without the places of its values. */
const withoutPlaces = (tree: QueryTree): unknown =>
  JSON.parse(JSON.stringify(tree, (key, value: unknown) => (key === 'start' || key === 'end' ? undefined : value)))

const printed = (text: string, subject: Subject = 'flows') => printQuery(treeOf(text, subject))

/** The marked part of a faulty query, and what is wrong with it. */
function faultOf(text: string, subject: Subject = 'flows'): [marked: string, reason: string] {
  const parsed = parseQuery(text, subject)
  if (parsed.ok) throw new Error(`${text} has no fault`)
  return [text.slice(parsed.fault.start, parsed.fault.end), parsed.fault.reason]
}

describe('a query', () => {
  test.each(['flows', 'alerts'] as const)('of %s is the same tree after it was printed and read', (subject) => {
    fc.assert(
      fc.property(randomQuery(subject), (tree) => {
        const text = printQuery(tree)
        const again = treeOf(text, subject)
        expect(withoutPlaces(again)).toEqual(withoutPlaces(tree))
        expect(printQuery(again)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  test('of any text is a tree or a fault within the text', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('src:', '(', ')', '-', ' or ', '"', ',', 'dport:80', ' ', '..', '\\'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        const parsed = parseQuery(text, 'flows')
        if (parsed.ok) return printQuery(treeOf(printQuery(parsed.tree))) === printQuery(parsed.tree)
        const { start, end, reason } = parsed.fault
        return start >= 0 && start <= end && end <= text.length && /[.?]$/.test(reason)
      }),
      { numRuns: 2000 },
    )
  })

  test.each([
    ['type:DDoS src:172.16.0.0/24', 'type:DDoS src:172.16.0.0/24'],
    ['proto=TCP bytes > 1e6 and duration>10s', 'proto:tcp bytes>1000000 duration>10s'],
    ['NOT (dport:80, 443 OR port:0x)', null],
    ['not (dport:80, 443 OR "a b")', '-(dport:80,443 or "a b")'],
    ['threat_type:"DoS Hulk" confidence>=90%', 'type:"DoS Hulk" confidence>=0.9'],
    ['flow iat', '"flow" "iat"'],
    ['FlowIATMean<1.5ms Flow_Bytes/s>2k', 'flow_iat_mean<1500us flow_bytes_s>2000'],
    ['src:2001:DB8:0:0::1', 'src:2001:db8::1'],
    ['after:2017-07-07T15:00+02:00', 'after:2017-07-07T13:00Z'],
    ['before:2017-07', 'before:2017-07-01T00:00Z'],
    ['sport:1024..65535 dport!=22', 'sport:1024..65535 -dport:22'],
    ['init_win_bytes_forward:-1', 'init_win_bytes_forward:-1'],
    ['((a) b) (c or (d or e))', '"a" "b" ("c" or "d" or "e")'],
    ['', ''],
  ])('%s is printed as %s', (text, canonical) => {
    if (canonical === null) expect(parseQuery(text, 'flows').ok).toBe(false)
    else expect(printed(text)).toBe(canonical)
  })

  test.each([
    ['srt:10.0.0.1', 'srt', 'There is no field "srt". Did you mean src?'],
    ['xyzzy:1', 'xyzzy', 'There is no field "xyzzy". Text with a colon goes in quotes.'],
    ['dport:80 state:open', 'state', 'state is a field of alerts; flows have none.'],
    ['src:10.0.0.0/40', '10.0.0.0/40', '"10.0.0.0/40" has a network of 40 bits; such an address has 32.'],
    ['src:300.1.1.1', '300.1.1.1', /is not an address/],
    ['dport:99999', '99999', '"99999" is not a whole number from 0 to 65535.'],
    ['dport:80,,443', 'dport:80,', 'A value is missing after "dport:80,".'],
    ['duration>10', '10', /needs a unit/],
    ['confidence>9', '9', /not between 0 and 1/],
    ['after:yesterday', 'yesterday', /is not a time/],
    ['after:2017-02-30', '2017-02-30', /is not a time/],
    ['type>DDoS', 'type>DDoS', /cannot be compared/],
    ['(a or b', '(', 'This parenthesis is not closed.'],
    ['a) b', ')', 'No parenthesis was opened for this one.'],
    ['a or', 'or', 'Something must follow this.'],
    ['-', '-', 'Something must follow this.'],
    ['type:"DoS', '"DoS', 'This quote is not closed.'],
    ['bytes>1..2', '1..2', '> takes no range.'],
    ['bytes>1,2', '2', '> takes one value.'],
    ['bytes:9..2', '9..2', '"9..2" ends before it begins.'],
    [`${'('.repeat(60)}a${')'.repeat(60)}`, '(', /levels deep/],
  ])('%s is wrong at %s', (text, marked, reason) => {
    const fault = faultOf(text)
    expect(fault[0]).toBe(marked)
    expect(fault[1]).toMatch(reason)
  })

  test('names the severity or state that was meant', () => {
    expect(faultOf('severity:hihg', 'alerts')).toEqual([
      'hihg',
      '"hihg" is none of low, medium, high, critical. Did you mean high?',
    ])
  })

  test('finds each field by each of its spellings', () => {
    for (const { name, aliases } of FIELDS)
      for (const each of [name, ...aliases]) expect(findField(each)?.name).toBe(name)
  })
})

const FLOW: QueryableFlow = {
  ...{ timestamp_us: Date.UTC(2017, 6, 7, 15) * 1000, timestamp_known: 1, threat_type: 'DDoS', confidence: 0.9 },
  ...{ source_ip: '172.16.0.1', source_port: 40_000, destination_ip: '192.168.10.50', destination_port: 80 },
  ...{ protocol: 6, label: null, line_number: 7, capture_id: 3, capture_name: 'Friday.csv' },
  feature: (index) => [11e6, 3, 4, 900, Math.fround(100.1)][index] ?? NaN,
}

describe('evaluation', () => {
  test.each([
    ['type:ddos', true],
    ['src:172.16.0.0/24 dport:80,443 proto:tcp', true],
    ['src:172.16.0.0/32', false],
    ['ip:192.168.10.50', true],
    ['-ip:192.168.10.50', false],
    ['port:40000', true],
    ['confidence>=0.9', true],
    ['confidence>0.9', false],
    ['duration>10s packets:7', true],
    ['bytes>1000', true],
    ['total_length_of_bwd_packets:100.1', true],
    ['idle_max>0s or idle_max<=0s', false],
    ['-idle_max>0s', true],
    ['after:2017-07-07T15:00 before:2017-07-07T15:01', true],
    ['before:2017-07-07T15:00', false],
    ['label:Benign', false],
    ['capture:3 capture:friday', true],
    ['"168.10"', true],
    ['ddos or nothing', true],
    ['', true],
  ])('of a flow: %s is %s', (text, expected) => {
    expect(isMatchingFlow(treeOf(text), FLOW)).toBe(expected)
  })

  test.each([
    ['after:1970-01-02', false],
    ['before:2100-01-01', false],
    ['-after:1970-01-02', true],
    ['type:DDoS', true],
  ])('of a flow whose capture tells no time: %s is %s', (text, expected) => {
    expect(isMatchingFlow(treeOf(text), { ...FLOW, timestamp_known: 0 })).toBe(expected)
  })

  test.each([
    ['state:open severity>=medium', true],
    ['severity>high', false],
    ['flows>10 src:10.0.0.1', false],
    ['after:2017-07-07 before:2017-07-08', true],
    ['friday', true],
  ])('of an alert: %s is %s', (text, expected) => {
    const alert = {
      ...{ threat_type: 'DDoS', status: 'open', severity: 'high', detector: 'model', source_ip: null },
      ...{ destination_ip: '192.168.10.50', destination_port: 80, flow_count: 12, max_confidence: 0.99 },
      ...{ timestamp_known: 1, first_seen_us: FLOW.timestamp_us, last_seen_us: FLOW.timestamp_us + 6e7 },
      ...{ capture_id: 3, capture_name: 'Friday.csv' },
    }
    expect(isMatchingAlert(treeOf(text, 'alerts'), alert)).toBe(expected)
  })
})
