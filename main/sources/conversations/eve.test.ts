import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { ANSWER } from '../../flow/conversations.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAsConversations } from '../../testing/read-conversations.ts'
import { openConversationFile } from './conversation-file.ts'
import { readConversationFile } from './conversation-source.ts'

const folder = useFolder()
const read = (...events: readonly (object | string)[]) =>
  readAsConversations(
    folder.at('eve.json'),
    events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join(''),
  )

const TIMES = { start: '2026-03-10T09:30:00.000250+0100', end: '2026-03-10T09:30:02.000250+0100' }
const COUNTS = { pkts_toserver: 9, pkts_toclient: 8, bytes_toserver: 800, bytes_toclient: 5000 }
const flow = (state: string, more: object = {}) => ({
  ...{ timestamp: '2026-03-10T09:31:00.000000+0100', flow_id: 1, event_type: 'flow' },
  ...{ src_ip: '192.0.2.9', src_port: 50_000, dest_ip: '198.51.100.5', dest_port: 22, proto: 'TCP' },
  flow: { ...COUNTS, ...TIMES, age: 2, state, reason: 'timeout', alerted: false },
  ...more,
})

describe('flow events of Suricata', () => {
  test('tell a conversation with the zone of its times', async () => {
    const { conversations, notices } = await read(flow('closed'))
    expect(conversations).toMatchObject([
      {
        ...{ time: '2026-03-10T08:30:00.000Z', source: '192.0.2.9', source_port: 50_000, target: '198.51.100.5' },
        ...{ port: 22, protocol: 6, duration_us: 2_000_000, packets: [9, 8], bytes: [800, 5000] },
      },
    ])
    expect(notices.join(' ')).not.toContain('time zone')
  })

  test.each([
    ['new', undefined, ANSWER.unanswered],
    ['closed', { tcp_flags_ts: '02', tcp_flags_tc: '14' }, ANSWER.unanswered],
    ['closed', { tcp_flags_ts: '1b', tcp_flags_tc: '1b' }, ANSWER.untold],
    ['established', { tcp_flags_ts: '18', tcp_flags_tc: '10' }, ANSWER.untold],
  ])('in the state %s with flags %j', async (state, tcp, answer) => {
    const { conversations } = await read(flow(state, { tcp }))
    expect(conversations[0]?.answer).toBe(answer)
  })

  test('are read where they are indented, or the items of a list', async () => {
    const event = JSON.stringify(flow('closed'))
    const { conversations, rejected } = await read('[', ` ${event}`, `${event},`, `\t${event} , `, event, ']')
    expect([conversations.length, rejected]).toEqual([4, []])
    const wrapped = await read(`[${event},`, ',', `,${event}`, `${event}]`)
    expect([wrapped.conversations.length, wrapped.rejected]).toEqual([3, []])
  })

  test('without ports are read too', async () => {
    const { conversations } = await read(
      flow('established', { src_port: undefined, dest_port: undefined, proto: 'IPv6-ICMP', src_ip: '2001:db8::1' }),
    )
    expect(conversations[0]).toMatchObject({ protocol: 58, source: '2001:db8::1', port: -1 })
  })

  test('are taken out of events of other types, which are counted', async () => {
    const dns = { timestamp: 't', event_type: 'dns', src_ip: '192.0.2.9' }
    const spaced = JSON.stringify(flow('closed'), null, 1).replaceAll('\n', ' ')
    const { rows, rejected, notices } = await read(dns, flow('closed'), dns, { ...dns, event_type: 'alert' }, spaced)
    expect([rows, rejected.length]).toEqual([2, 0])
    expect(notices.at(-1)).toBe('Events of other types than flow were passed over: 2 dns, 1 alert.')
  })

  test('are told by their own type, whatever they hold', async () => {
    const held = (event_type: string) => ({ host: 'a', metadata: { event_type }, tags: ['"event_type":"x"'] })
    const alert = { timestamp: 't', event_type: 'alert' }
    const { rows, rejected, notices } = await read(
      ...[
        { ...held('log'), ...flow('closed') },
        { ...flow('closed'), ...held('log') },
      ],
      ...[
        { ...held('flow'), ...alert },
        { ...alert, ...held('flow') },
      ],
      { ...alert, event_type: 'of a plugin "x"' },
      { ...alert, event_type: 'y'.repeat(70) },
    )
    expect([rows, rejected]).toEqual([2, []])
    expect(notices.at(-1)).toBe(
      `Events of other types than flow were passed over: 2 alert, 1 of a plugin "x", 1 ${'y'.repeat(60)}.`,
    )
  })

  test('that are cut are rejected', async () => {
    const { rejected, rows } = await read(flow('closed'), JSON.stringify(flow('closed')).slice(0, 200))
    expect(rows).toBe(1)
    expect(rejected).toMatchObject([{ line_number: 2, reason: 'is not an event of EVE in one line' }])
  })

  test('far apart in the file still give parts, so that whoever waits sees that it is read', async () => {
    const other = JSON.stringify({ timestamp: 't', event_type: 'fileinfo', text: 'x'.repeat(100_000) })
    const lines = [
      JSON.stringify(flow('closed')),
      ...Array<string>(400).fill(other),
      JSON.stringify(flow('closed')),
      '',
    ]
    await writeFile(folder.at('long.json'), lines.join('\n'))
    const file = await openConversationFile(folder.at('long.json'))
    const parts: number[] = []
    for await (const { rows } of readConversationFile(file!)) parts.push(rows)
    expect(parts).toEqual([1, 0, 1])
  })

  test.each([
    ['at the start of the file', []],
    ['as the first of a list', ['[']],
    ['behind blank lines', ['', '  ']],
  ])('are found behind an event that is longer than what is looked at first, %s', async (_, before) => {
    const stats = { timestamp: 't', event_type: 'stats', stats: { text: 'x'.repeat(600_000) } }
    const { conversations, notices } = await read(...before, stats, stats, flow('closed'))
    expect(conversations).toMatchObject([{ line_number: before.length + 3 }])
    expect(notices.at(-1)).toBe('Events of other types than flow were passed over: 2 stats.')
  })

  test('behind an event that is longer than a line may be are left to the reader of tables, which says so', async () => {
    const stats = { timestamp: 't', event_type: 'stats', stats: { text: 'x'.repeat(2 ** 20) } }
    await writeFile(folder.at('eve.json'), `${JSON.stringify(stats)}\n${JSON.stringify(flow('closed'))}\n`)
    expect(await openConversationFile(folder.at('eve.json'))).toBeNull()
  })

  test('are missed where there are none', async () => {
    await expect(read({ timestamp: 't', event_type: 'dns' }, { timestamp: 't', event_type: 'dns' })).rejects.toThrow(
      'The file has no conversation: no row of Suricata EVE (flow) is in it. Events of other types than flow were passed over: 2 dns.',
    )
  })
})
