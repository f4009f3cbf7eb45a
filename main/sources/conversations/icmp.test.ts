import { describe, expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { readAsConversations } from '../../testing/read-conversations.ts'

const folder = useFolder()
const HOSTS = 20
const hosts = Array.from({ length: HOSTS }, (_, at) => `10.0.1.${String(at + 1)}`)
const ROUTER = '10.0.0.254'
const clock = (second: number) => `2026-03-10 08:30:${String(second).padStart(2, '0')}`
const read = (name: string, lines: readonly string[]) => readAsConversations(folder.at(name), [...lines, ''].join('\n'))
const findingsOf = ({ behaviour }: Awaited<ReturnType<typeof read>>) =>
  behaviour.findings.map(({ kind, source }) => `${kind} ${String(source)}`)

describe('ICMP of nfdump', () => {
  type Message = readonly [source: string, target: string, kind: string | number, second: number, back?: number]
  const nfdump = (messages: readonly Message[], protocol = 'ICMP') =>
    read('flows.csv', [
      'ts,te,td,sa,da,sp,dp,pr,flg,ipkt,ibyt,opkt,obyt',
      ...messages.map(([source, target, kind, second, back = 0]) =>
        [
          ...[clock(second), clock(second), '0.100', source, target, 0, kind, protocol, '........'],
          ...[4, 336, back, back * 84],
        ].join(','),
      ),
    ])

  test.each([
    ['numbers', 'ICMP', 2048, 0, 8],
    ['decimal numbers', 'ICMP', '2048.0', '0.0', 8],
    ['type and code', 'ICMP', '8.0', '0.0', 8],
    ['numbers of ICMPv6', 'IPv6-ICMP', 32_768, 33_024, 128],
    ['type and code of ICMPv6', '58', '128.0', '129.0', 128],
    ['numbers of other questions', 'ICMP', 3328, 3584, 13],
  ])('is joined by its types, written as %s: who is pinged does not ping', async (_, protocol, ask, answer, type) => {
    const file = await nfdump(
      hosts.flatMap((host, at): Message[] => [
        [host, ROUTER, ask, at],
        [ROUTER, host, answer, at],
      ]),
      protocol,
    )
    expect(file.conversations).toHaveLength(HOSTS)
    expect(file.conversations[3]).toMatchObject({
      ...{ source: hosts[3], source_port: type, target: ROUTER, port: 0, packets: [4, 4] },
    })
    expect(findingsOf(file)).toEqual([])
  })

  test('is opened by the one who asked, whatever stands first or began first', async () => {
    const file = await nfdump(
      hosts.flatMap((host, at): Message[] => [
        [ROUTER, host, 0, at],
        [host, ROUTER, 2048, at + 1],
      ]),
    )
    expect(file.conversations).toHaveLength(HOSTS)
    expect(file.conversations[0]).toMatchObject({ source: hosts[0], source_port: 8, target: ROUTER, port: 0 })
    expect(findingsOf(file)).toEqual([])
  })

  test.each([
    ['replies alone', 0],
    ['unreachable ports', 771],
    ['unreachable ports, as type and code', '3.3'],
    ['times to live that ran out', '11.0'],
  ])('tells %s, which are no ping sweep', async (_, kind) => {
    const file = await nfdump(hosts.map((host, at) => [ROUTER, host, kind, at]))
    expect(file.conversations).toHaveLength(HOSTS)
    expect(findingsOf(file)).toEqual([])
  })

  test.each([
    ['that nobody answers', () => []],
    ['that is answered', (host: string, at: number): Message[] => [[host, ROUTER, 0, at]]],
  ])('tells a ping sweep %s', async (_, answersOf) => {
    const file = await nfdump(
      hosts.flatMap((host, at): Message[] => [[ROUTER, host, 2048, at], ...answersOf(host, at)]),
    )
    expect(findingsOf(file)).toEqual([`icmp_sweep ${ROUTER}`])
  })

  test('of an exporter that tells no types, 0 both ways, is whose record began first', async () => {
    const apart = await nfdump(
      hosts.flatMap((host, at): Message[] => [
        [ROUTER, host, 0, at],
        [host, ROUTER, 0, at],
      ]),
    )
    const joined = await nfdump(hosts.map((host, at) => [ROUTER, host, 0, at, 4]))
    for (const file of [apart, joined]) {
      expect(file.conversations[0]).toMatchObject({ source: ROUTER, source_port: -1, port: -1, packets: [4, 4] })
      expect(findingsOf(file)).toEqual([`icmp_sweep ${ROUTER}`])
    }
  })
})

/** A host asks or answers each of the others. */
const SWEEPS: readonly [what: string, type: number | undefined, found: readonly string[]][] = [
  ['pings', 8, [`icmp_sweep ${ROUTER}`]],
  ['questions for the time', 13, [`icmp_sweep ${ROUTER}`]],
  ['messages of types that are not told', undefined, [`icmp_sweep ${ROUTER}`]],
  ['replies', 0, []],
  ['unreachable hosts', 3, []],
  ['times to live that ran out', 11, []],
]

describe('ICMP of Suricata', () => {
  const eve = (type: number | undefined, more: object) =>
    hosts.map((host, at) =>
      JSON.stringify({
        ...{ timestamp: `${clock(50)}+0000`, event_type: 'flow', src_ip: ROUTER, dest_ip: host, proto: 'ICMP' },
        ...{ icmp_type: type, icmp_code: type === undefined ? undefined : 1, ...more },
        flow: {
          ...{ pkts_toserver: 1, pkts_toclient: 0, bytes_toserver: 86, bytes_toclient: 0, state: 'new' },
          ...{ start: `${clock(at)}+0000`, end: `${clock(at)}+0000` },
        },
      }),
    )

  test.each(SWEEPS)('tells %s', async (_, type, found) => {
    const file = await read('eve.json', eve(type, {}))
    expect(file.conversations[0]).toMatchObject({ source_port: type ?? -1, port: type === undefined ? -1 : 1 })
    expect(findingsOf(file)).toEqual(found)
    expect(findingsOf(await read('ports.json', eve(type, { src_port: 0, dest_port: 0 })))).toEqual(found)
  })

  test('of version 6 is told by its own types', async () => {
    const found = async (type: number) => findingsOf(await read('eve.json', eve(type, { proto: 'IPv6-ICMP' })))
    expect(await found(128)).toEqual([`icmp_sweep ${ROUTER}`])
    expect(await found(129)).toEqual([])
  })
})

describe('ICMP of Argus', () => {
  const argus = (port: string, direction: string) => [
    'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,SrcPkts,DstPkts,SrcBytes,DstBytes',
    ...hosts.map((host, at) => {
      const ends = direction === '  ->' ? [ROUTER, port, direction, host] : [host, port, direction, ROUTER]
      return [`${clock(at)}.5`, '0.1', 'icmp', ...ends, '0x1a2b', 'INT', 1, 0, 98, 0].join(',')
    }),
  ]
  const hexadecimal = (type: number | undefined, code: number) =>
    type === undefined ? '0' : `0x${code.toString(16).padStart(2, '0')}${type.toString(16).padStart(2, '0')}`

  test.each(SWEEPS)('tells %s, with the code before the type', async (_, type, found) => {
    for (const code of [0, 1]) {
      const file = await read('argus.csv', argus(hexadecimal(type, code), '  ->'))
      expect(file.conversations[0]).toMatchObject({ source_port: type ?? -1, port: type === undefined ? -1 : code })
      expect(findingsOf(file)).toEqual(found)
    }
  })

  test('that has answers alone is no ping sweep of the one who answers', async () => {
    const file = await read('argus.csv', argus('0x0008', '  <-'))
    expect(file.conversations[0]).toMatchObject({ source: ROUTER, source_port: 0, target: hosts[0] })
    expect(findingsOf(file)).toEqual([])
  })
})

test.each(SWEEPS)('ICMP of Zeek tells %s', async (_, type, found) => {
  const fields = ['ts', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', 'duration', 'conn_state']
  const file = await read('conn.log', [
    '#separator \\x09',
    ['#fields', ...fields].join('\t'),
    ...hosts.map((host, at) =>
      [`${String(1_773_131_432 + at)}.5`, ROUTER, type ?? '-', host, 1, 'icmp', '0.1', 'OTH'].join('\t'),
    ),
  ])
  expect(findingsOf(file)).toEqual(found)
})
