import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { ANSWER } from '../../flow/conversations.ts'
import { useFolder } from '../../testing/folder.ts'
import { blindTo, readAsConversations } from '../../testing/read-conversations.ts'
import { openConversationFile } from './conversation-file.ts'
import { previewConversations } from './preview.ts'

const folder = useFolder()
const read = (text: string | Uint8Array) => readAsConversations(folder.at('conn.log'), text)

const FIELDS = ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', 'duration']
const LENGTHS = ['orig_bytes', 'resp_bytes', 'conn_state', 'orig_pkts', 'resp_pkts']
const log = (fields: readonly string[], ...rows: readonly (readonly string[])[]) =>
  [
    ...['#separator \\x09', '#set_separator\t,', '#empty_field\t(empty)', '#unset_field\t-', '#path\tconn'],
    `#fields\t${fields.join('\t')}`,
    ...rows.map((row) => row.join('\t')),
    '#close\t2026-03-10-09-00-00',
    '',
  ].join('\n')
const ENDS = ['C1', '192.0.2.9', '50000', '198.51.100.5', '22', 'tcp']

describe('a conn.log of Zeek', () => {
  test('tells a conversation in seconds since 1970 and payload', async () => {
    const { conversations, rows, rejected } = await read(
      log([...FIELDS, ...LENGTHS], ['1773131400.000250', ...ENDS, '1.500000', '120', '4000', 'SF', '9', '8']),
    )
    expect(conversations).toEqual([
      {
        ...{ time: '2026-03-10T08:30:00.000Z', source: '192.0.2.9', source_port: 50_000, target: '198.51.100.5' },
        ...{ port: 22, protocol: 6, duration_us: 1_500_000, packets: [9, 8], bytes: [120, 4000] },
        ...{ answer: ANSWER.answered, file_row: 0, line_number: 7 },
      },
    ])
    expect([rows, rejected.length]).toEqual([1, 0])
  })

  test('has none where it says - or (empty)', async () => {
    const { conversations } = await read(
      log([...FIELDS, ...LENGTHS], ['1773131400.5', ...ENDS, '-', '-', '(empty)', 'S0', '1', '0']),
    )
    expect(conversations[0]).toMatchObject({ duration_us: NaN, bytes: [NaN, NaN], answer: ANSWER.unanswered })
  })

  test.each([
    ['S0', ANSWER.unanswered],
    ['REJ', ANSWER.unanswered],
    ['RSTOS0', ANSWER.unanswered],
    ['SH', ANSWER.unanswered],
    ['S1', ANSWER.answered],
    ['RSTR', ANSWER.answered],
    ['OTH', ANSWER.untold],
    ['RSTRH', ANSWER.untold],
  ])('with the state %s', async (state, answer) => {
    const { conversations } = await read(
      log([...FIELDS, ...LENGTHS], ['1773131400.5', ...ENDS, '1', '0', '0', state, '2', '2']),
    )
    expect(conversations[0]?.answer).toBe(answer)
  })

  test('without payload is read by lengths that have headers, and says so', async () => {
    const fields = [...FIELDS, 'orig_pkts', 'orig_ip_bytes', 'resp_pkts', 'resp_ip_bytes']
    const { conversations, notices } = await read(log(fields, ['1773131400.5', ...ENDS, '1', '4', '300', '3', '200']))
    expect(conversations[0]).toMatchObject({ packets: [4, 3], bytes: [300, 200] })
    expect(notices.join(' ')).toContain('52 bytes are taken off for each TCP packet and 28 for each other one')
    expect(notices.join(' ')).toContain('lacks 73 of the 76 features')
  })

  test('that lacks what is needed says what it cannot judge', async () => {
    const { behaviour, notices } = await read(log(FIELDS.slice(0, 7), ['1773131400.5', ...ENDS]))
    expect(notices.join(' ')).not.toContain('lengths include headers')
    expect(blindTo(behaviour)).toMatchObject({
      vertical_scan: 'cannot judge: the instrument does not tell whether a conversation was answered',
      password_guessing: 'cannot judge: the instrument does not tell whether a conversation was answered',
      dns_tunnel: 'cannot judge: the instrument does not tell how many bytes went each way',
      slow_flood: 'cannot judge: the instrument does not tell how long a conversation lasted',
    })
    expect(blindTo(behaviour)).not.toHaveProperty('flood')
  })

  test('put together of several goes on with the fields of each', async () => {
    const one = log([...FIELDS, ...LENGTHS], ['1773131400.5', ...ENDS, '1', '7', '8', 'SF', '2', '3'])
    const turned = [...LENGTHS, ...FIELDS]
    const other = log(turned, ['70', '80', 'SF', '20', '30', '1773131401.5', ...ENDS, '1'])
    const { conversations } = await read(one + other)
    expect(conversations.map(({ bytes, packets }) => [bytes, packets])).toEqual([
      [
        [7, 8],
        [2, 3],
      ],
      [
        [70, 80],
        [20, 30],
      ],
    ])
  })

  test('rejects a row that is cut or no number, with its line', async () => {
    const { rejected, rows, conversations } = await read(
      log(
        [...FIELDS, ...LENGTHS],
        ['1773131400.5', ...ENDS],
        ['1773131400.5', ...ENDS, '1', 'many', '8', 'SF', '2', '3'],
        ['1773131400.5', ...ENDS, '1', '7', '8', 'SF', '2', '-3'],
        ['1773131400.5', ...ENDS, '1', '7', '8', 'SF', '2', '3'],
      ),
    )
    expect(rejected.map(({ line_number, column, reason }) => [line_number, column, reason])).toEqual([
      [7, null, 'has 7 cells where the header has 13'],
      [8, 'orig_bytes', 'is not a number'],
      [9, 'resp_pkts', 'is negative'],
    ])
    expect([rows, conversations[0]?.file_row]).toEqual([1, 3])
  })

  test('saved as UTF-16 is read too', async () => {
    const text = log([...FIELDS, ...LENGTHS], ['1773131400.5', ...ENDS, '1', '7', '8', 'SF', '2', '3'])
    const { rows } = await read(Buffer.from(`\ufeff${text}`, 'utf16le'))
    expect(rows).toBe(1)
  })
})

describe('other logs of Zeek', () => {
  const other = (path: string, ...rows: readonly (readonly string[])[]) =>
    log([...FIELDS.slice(0, 7), 'query'], ...rows).replace('#path\tconn', `#path\t${path}`)
  const query = (at: number) => [`${String(1_773_131_400 + at)}.5`, ...ENDS, 'a.example']
  const conn = log([...FIELDS, ...LENGTHS], ['1773131400.5', ...ENDS, '1', '7', '8', 'SF', '2', '3'])
  const refused = 'The file is the notice.log of Zeek and lacks conversations. Of the logs of Zeek, conn.log has'

  test('are refused, though their rows have ends and a protocol', async () => {
    await expect(read(other('notice', query(1)))).rejects.toThrow(refused)
    await expect(read(other('notice', query(1)).replace('#path\tnotice\n', ''))).rejects.toThrow(
      'The file is a log of Zeek and lacks conversations.',
    )
    await expect(read(other('http', query(1)).replace('\tproto', '\tmethod'))).rejects.toThrow(
      'The file is the http.log of Zeek and lacks proto.',
    )
    await expect(read(conn.replace('\tproto', '\twhat'))).rejects.toThrow(
      'The file is a conn.log of Zeek and lacks proto. A conversation needs that',
    )
  })

  test('are refused where conn.log stands far behind them', async () => {
    const queries = Array.from({ length: 250 }, (_, at) => query(at))
    await expect(read(other('notice', ...queries) + conn)).rejects.toThrow(refused)
  })

  test.each([
    ['behind', (log_text: string) => conn + log_text],
    ['before', (log_text: string) => log_text + conn],
    ['between', (log_text: string) => conn + log_text + conn],
  ])('are passed over %s conn.log, and counted', async (_, together) => {
    const { rows, rejected, notices, parts } = await read(together(other('dns', query(1), query(2))))
    expect([rows, rejected]).toEqual([together('').split('\tSF\t').length - 1, []])
    expect(parts).toMatchObject([{ instrument: { header_bytes: null, untold: [] } }])
    expect(notices.slice(1)).toEqual(['Lines of other logs than conn.log were passed over: 2 dns.'])
  })

  test('are told from a conn.log that goes by another name', async () => {
    const { rows } = await read(conn.replace('#path\tconn', '#path\tconn_lan') + conn.replace('#path\tconn\n', ''))
    expect(rows).toBe(2)
  })

  test('are told from rows behind a conn.log that lacks what a conversation needs, which are rejected', async () => {
    const { rows, rejected } = await read(conn + conn.replace('\tproto', '\twhat') + conn)
    expect(rows).toBe(2)
    expect(rejected).toMatchObject([{ reason: 'stands behind a header that lacks proto' }])
  })

  test('are left out of what is shown before the import', async () => {
    await writeFile(folder.at('conn.log'), other('dns', query(1)) + conn)
    const file = await openConversationFile(folder.at('conn.log'), { is_preview: true })
    const { columns, sample_rows } = previewConversations(file!)
    expect(sample_rows.map((cells) => cells.length)).toEqual([columns.length])
  })
})

describe('a conn.log of Zeek in JSON', () => {
  const row = {
    ...{ ts: 1_773_131_400.25, uid: 'C1', 'id.orig_h': '192.0.2.9', 'id.orig_p': 50_000 },
    ...{ 'id.resp_h': '198.51.100.5', 'id.resp_p': 22, proto: 'tcp', conn_state: 'SF', orig_pkts: 2 },
    ...{ resp_pkts: 3, orig_bytes: 7, resp_bytes: 8, duration: 0.5 },
  }
  const lines = (...rows: readonly object[]) => rows.map((each) => `${JSON.stringify(each)}\n`).join('')

  test.each([
    ['numbers', row],
    ['times of ISO 8601', { ...row, ts: '2026-03-10T08:30:00.250000Z' }],
    ['milliseconds', { ...row, ts: 1_773_131_400_250 }],
    ['names without points', { ...row, 'id.orig_h': undefined, id_orig_h: '192.0.2.9' }],
  ])('with %s', async (_, own) => {
    const { conversations } = await read(lines(row, own))
    expect(conversations[1]).toMatchObject({
      ...{ time: '2026-03-10T08:30:00.250Z', source: '192.0.2.9', port: 22, bytes: [7, 8], duration_us: 500_000 },
    })
  })

  test('passes over lines of other logs, and counts them', async () => {
    const { rows, notices } = await read(
      lines({ ...row, _path: 'conn' }, { ts: 1, _path: 'dns' }, { ts: 2, _path: 'dns' }),
    )
    expect(rows).toBe(1)
    expect(notices.at(-1)).toBe('Lines of other logs than conn.log were passed over: 2 dns.')
  })

  describe('that begins with lines of other logs', () => {
    const dns = { ts: row.ts, 'id.orig_h': '192.0.2.9', 'id.resp_h': '198.51.100.5', proto: 'udp', _path: 'dns' }
    const queries = Array.from({ length: 250 }, () => dns)

    test('is read by the rows behind them', async () => {
      const few = {
        ...row,
        _path: 'conn',
        orig_bytes: undefined,
        resp_bytes: undefined,
        orig_ip_bytes: 70,
        resp_ip_bytes: 80,
      }
      const { conversations, rejected, notices, parts } = await read(lines(...queries, few, few))
      expect(conversations).toMatchObject([{ bytes: [70, 80] }, { bytes: [70, 80], line_number: 252 }])
      expect(rejected).toEqual([])
      expect(parts).toMatchObject([{ instrument: { header_bytes: { tcp: 52 }, untold: [] } }])
      expect(notices.at(-1)).toBe('Lines of other logs than conn.log were passed over: 250 dns.')
    })

    test('is refused by what is in it where it has no rows', async () => {
      for (const all of [[dns], queries]) {
        await expect(read(lines(...all))).rejects.toThrow('The file is the dns.log of Zeek and lacks conversations.')
        await expect(read(lines(...all, { ...dns, _path: 'http' }))).rejects.toThrow(
          'The file is a log of Zeek and lacks conversations.',
        )
      }
    })

    test('is shown without rows before the import', async () => {
      await writeFile(folder.at('conn.log'), lines(...queries, row))
      const file = await openConversationFile(folder.at('conn.log'), { is_preview: true })
      expect(previewConversations(file!)).toMatchObject({ has_timestamps: true, sample_rows: [] })
    })
  })

  test('names events of Suricata among them', async () => {
    const flow = { timestamp: '2026-03-10T08:31:00.000000+0200', event_type: 'flow', proto: 'TCP', flow: {} }
    const { notices } = await read(lines(flow, row, flow, { ts: 1, uid: 'x' }))
    expect(notices.at(-1)).toBe(
      'Lines of other logs than conn.log were passed over: 2 of Suricata EVE (flow), 1 of an unknown log.',
    )
  })

  test('is read as a list too', async () => {
    const item = JSON.stringify(row)
    const { rows, rejected } = await read(['[', `${item},`, item, ']', '[', item, ']'].join('\n'))
    expect([rows, rejected]).toEqual([3, []])
  })

  test('rejects a line that is cut', async () => {
    const { rejected } = await read(`${lines(row)}{"ts":17731`)
    expect(rejected).toMatchObject([{ line_number: 2, reason: 'is not a JSON object' }])
  })

  describe('whose first rows set few fields', () => {
    const unanswered = {
      ...{ ...row, conn_state: 'S0', history: 'S', orig_pkts: 1, orig_ip_bytes: 44, resp_pkts: 0, resp_ip_bytes: 0 },
      ...{ duration: undefined, orig_bytes: undefined, resp_bytes: undefined },
    }
    const scan = Array.from({ length: 250 }, (_, at) => ({ ...unanswered, 'id.resp_p': at + 1 }))
    const upload = {
      ...{ ...row, history: 'ShADadFf', duration: 90_000, orig_bytes: 9e9, resp_bytes: 500 },
      ...{ orig_pkts: 7e6, orig_ip_bytes: 9.3e9, resp_pkts: 3, resp_ip_bytes: 700 },
    }

    test('is read by those that later rows have', async () => {
      const { conversations, notices, parts, behaviour } = await read(lines(...scan, upload))
      expect(conversations.at(-1)).toMatchObject({ duration_us: 90_000e6, bytes: [9e9, 500] })
      expect(conversations[0]).toMatchObject({ duration_us: NaN, bytes: [NaN, NaN], answer: ANSWER.unanswered })
      expect(notices).toMatchObject([expect.stringContaining('lacks 71 of the 76 features')])
      expect(parts).toMatchObject([{ instrument: { header_bytes: null, untold: [] } }])
      expect(blindTo(behaviour)).not.toHaveProperty('slow_flood')
    })

    test('is read by lengths with headers where a row that lasted has no payload', async () => {
      const own = { ...upload, orig_bytes: undefined, resp_bytes: undefined }
      const { conversations, notices, parts } = await read(lines(...scan, own))
      expect(conversations.at(-1)?.bytes).toEqual([9.3e9, 700])
      expect(notices.join(' ')).toContain('Its lengths include headers')
      expect(parts).toMatchObject([{ instrument: { header_bytes: { tcp: 52 }, untold: [] } }])
    })

    test('is read by the fields of Zeek where no row lasted', async () => {
      for (const rows of [scan.slice(0, 3), scan]) {
        const { parts } = await read(lines(...rows))
        expect(parts).toMatchObject([{ instrument: { header_bytes: null, untold: [] } }])
      }
    })

    test('tells no durations where rows that lasted have none', async () => {
      const short = { ...unanswered, conn_state: 'SF', orig_pkts: 4, resp_pkts: 5 }
      for (const rows of [[short], [...scan, short]]) {
        const { parts } = await read(lines(...rows))
        expect(parts).toMatchObject([{ instrument: { untold: ['durations'] } }])
      }
    })

    test('tells neither lengths nor durations where nothing else says that it is written as by default', async () => {
      const few = { ts: row.ts, 'id.orig_h': '192.0.2.9', 'id.resp_h': '198.51.100.5', proto: 'tcp', _path: 'conn' }
      const { parts } = await read(lines(few))
      expect(parts).toMatchObject([{ instrument: { untold: ['answers', 'lengths', 'durations'] } }])
    })

    test('is shown by its first rows alone', async () => {
      await writeFile(
        folder.at('conn.log'),
        lines(...scan, { ...upload, orig_bytes: undefined, resp_bytes: undefined }),
      )
      const file = await openConversationFile(folder.at('conn.log'), { is_preview: true })
      expect(file?.rows.instrument).toMatchObject({ header_bytes: null, untold: [] })
    })
  })
})
