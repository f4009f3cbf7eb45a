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
