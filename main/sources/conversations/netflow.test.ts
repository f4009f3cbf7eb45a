import { describe, expect, test } from 'vitest'

import { ANSWER } from '../../flow/conversations.ts'
import { useFolder } from '../../testing/folder.ts'
import { blindTo, readAsConversations } from '../../testing/read-conversations.ts'

const folder = useFolder()
const read = (header: string, ...rows: readonly string[]) =>
  readAsConversations(folder.at('flows.csv'), [header, ...rows, ''].join('\n'))

const OLD = 'ts,te,td,sa,da,sp,dp,pr,flg,fwd,stos,ipkt,ibyt,opkt,obyt'
const time = (second: number) => `2026-03-10 08:30:${String(second).padStart(2, '0')}`
const record = (second: number, ends: string, flags: string, counts: string) =>
  `${time(second)},${time(second + 1)},1.000,${ends},TCP,${flags},0,0,${counts}`
const THERE = '192.0.2.9,198.51.100.5,50000,22'
const BACK = '198.51.100.5,192.0.2.9,22,50000'

describe('records of nfdump', () => {
  test('of both directions are one conversation', async () => {
    const { conversations, rows, notices } = await read(
      OLD,
      record(0, THERE, '...AP.SF', '9,800,0,0'),
      record(1, BACK, '...AP.SF', '8,5000,0,0'),
    )
    expect(conversations).toEqual([
      {
        ...{ time: '2026-03-10T08:30:00.000Z', source: '192.0.2.9', source_port: 50_000, target: '198.51.100.5' },
        ...{ port: 22, protocol: 6, duration_us: 2_000_000, packets: [9, 8], bytes: [800, 5000] },
        ...{ answer: ANSWER.untold, file_row: 0, line_number: 2 },
      },
    ])
    expect(rows).toBe(2)
    expect(notices.at(-1)).toContain(
      '1 pairs were joined into one conversation each; 0 records have no other direction',
    )
    expect(notices.join(' ')).toContain('does not state the time zone')
  })

  test('are put round by time, then by the SYN, then by their order', async () => {
    const later = await read(OLD, record(2, BACK, '...A..S.', '1,60,0,0'), record(1, THERE, '......S.', '1,60,0,0'))
    expect(later.conversations[0]).toMatchObject({ source: '192.0.2.9', port: 22, file_row: 1 })
    const refused = await read(OLD, record(1, BACK, '...A.R..', '1,40,0,0'), record(1, THERE, '......S.', '1,60,0,0'))
    expect(refused.conversations[0]).toMatchObject({ source: '192.0.2.9', port: 22, answer: ANSWER.unanswered })
    const at_once = await read(OLD, record(1, THERE, '...AP.SF', '1,60,0,0'), record(1, BACK, '...AP.SF', '1,60,0,0'))
    expect(at_once.conversations[0]).toMatchObject({ source: '192.0.2.9', port: 22 })
  })

  test('far apart in time are two conversations', async () => {
    const { conversations } = await read(
      OLD,
      record(0, THERE, '......S.', '1,60,0,0'),
      record(50, BACK, '...AP.SF', '1,60,0,0'),
    )
    expect(conversations.map(({ packets }) => packets)).toEqual([
      [1, 0],
      [1, 0],
    ])
  })

  test('that nfdump joined are taken as they are', async () => {
    const { conversations, notices } = await read(OLD, record(0, THERE, '...AP.SF', '9,800,8,5000'))
    expect(conversations[0]).toMatchObject({ packets: [9, 8], bytes: [800, 5000] })
    expect(notices.join(' ')).not.toContain('joined')
  })

  test('of one direction are joined wherever a record tells both', async () => {
    const both = record(0, '192.0.2.7,198.51.100.5,50000,22', '...AP.SF', '9,800,8,5000')
    const pairs = [record(1, THERE, '...AP.SF', '9,800,0,0'), record(1, BACK, '...AP.SF', '8,5000,0,0')]
    const alone = record(2, '192.0.2.8,198.51.100.5,50000,22', '......S.', '1,60,0,0')
    for (const rows of [
      [both, ...pairs, alone],
      [...pairs, alone, both],
    ]) {
      const { conversations, notices } = await read(OLD, ...rows)
      expect(conversations.map(({ source, packets }) => [source, ...packets]).sort()).toEqual([
        ['192.0.2.7', 9, 8],
        ['192.0.2.8', 1, 0],
        ['192.0.2.9', 9, 8],
      ])
      expect(notices.at(-1)).toBe(
        '1 records tell both directions: of the others, 1 pairs were joined into one conversation each; 1 records have no other direction within a minute, and count as unanswered.',
      )
    }
  })

  test('say what was seen of directions, wherever in the file that stands', async () => {
    const knocks = Array.from({ length: 250 }, (_, at) =>
      record(at % 60, `192.0.2.9,198.51.100.5,50000,${String(at + 1)}`, '......S.', '1,60,0,0'),
    )
    const both = record(59, '192.0.2.7,198.51.100.5,50000,22', '...AP.SF', '9,800,8,5000')
    expect((await read(OLD, ...knocks, both)).notices.at(-1)).toBe(
      '1 records tell both directions; 250 have packets of one alone, and count as unanswered.',
    )
    expect((await read(OLD, ...knocks)).notices.at(-1)).toBe(
      'Each direction is a record of its own, and none of the 250 records has its other one within a minute: they count as unanswered.',
    )
  })

  test('end with totals, and are put together with their headers', async () => {
    const row = record(0, THERE, '...AP.SF', '9,800,8,5000')
    const { rows, rejected } = await read(OLD, row, 'Summary', 'flows,bytes', '1,2', OLD, row, 'No matching flows')
    expect([rows, rejected.length]).toEqual([2, 0])
  })

  test('of one direction alone do not tell what was answered', async () => {
    const knocks = Array.from({ length: 30 }, (_, at) =>
      record(at, `192.0.2.9,198.51.100.5,50000,${String(at + 1)}`, '......S.', '1,60,0,0'),
    )
    const { behaviour } = await read(OLD, ...knocks)
    expect(behaviour.findings).toEqual([])
    expect(blindTo(behaviour)).toMatchObject({
      vertical_scan:
        'cannot judge: no record has its other direction in the capture, so that nobody knows what was answered',
    })
    const with_reply = await read(
      OLD,
      ...knocks,
      record(31, '192.0.2.7,198.51.100.5,50000,80', '...AP.SF', '5,900,0,0'),
      record(31, '198.51.100.5,192.0.2.7,80,50000', '...AP.SF', '5,900,0,0'),
    )
    expect(with_reply.behaviour.findings.map(({ kind }) => kind)).toEqual(['vertical_scan'])
  })

  test('of version 1.7 are read by their own names', async () => {
    const { conversations } = await read(
      'firstSeen,duration,proto,srcAddr,srcPort,dstAddr,dstPort,packets,bytes,bps,bpp,flows',
      '2026-03-10 08:30:00.250,1.5,17,192.0.2.9,50000,198.51.100.5,53,1,70,0,0,1',
    )
    expect(conversations[0]).toMatchObject({
      ...{ time: '2026-03-10T08:30:00.250Z', port: 53, protocol: 17, duration_us: 1_500_000, packets: [1, 0] },
    })
  })
})

const ARGUS = 'StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State'
const begin = (direction: string, state: string) =>
  `2026/03/10 08:30:00.000250,1.5,tcp,192.0.2.9,50000,${direction},198.51.100.5,22,${state}`

describe('flows of Argus', () => {
  test('are turned where their direction says so', async () => {
    const { conversations } = await read(
      `${ARGUS},SrcPkts,DstPkts,SrcBytes,DstBytes`,
      `${begin('   <-', 'CON')},8,9,5000,800`,
    )
    expect(conversations[0]).toMatchObject({
      ...{ source: '198.51.100.5', source_port: 22, target: '192.0.2.9', port: 50_000 },
      ...{ packets: [9, 8], bytes: [800, 5000], duration_us: 1_500_000 },
    })
  })

  test('have what totals leave for the other direction', async () => {
    const { conversations } = await read(
      `${ARGUS},TotPkts,TotBytes,SrcPkts,SrcBytes`,
      `${begin('->', 'FIN')},17,5800,9,800`,
    )
    expect(conversations[0]).toMatchObject({ packets: [9, 8], bytes: [800, 5000] })
  })

  test.each([
    ['REQ', ANSWER.unanswered],
    ['S_', ANSWER.unanswered],
    ['S_RA', ANSWER.unanswered],
    ['FSPA_FSPA', ANSWER.answered],
    ['S_SA', ANSWER.untold],
    ['CON', ANSWER.answered],
    ['RST', ANSWER.untold],
  ])('in the state %s', async (state, answer) => {
    const { conversations } = await read(`${ARGUS},TotPkts,TotBytes`, `${begin('->', state)},2,120`)
    expect(conversations[0]).toMatchObject({ answer, bytes: [NaN, NaN] })
  })

  test.each([
    ['A_SPA', ANSWER.unanswered],
    ['RA_S', ANSWER.unanswered],
    ['_S', ANSWER.unanswered],
    ['FSPA_FSPA', ANSWER.answered],
    ['SPA_SA', ANSWER.answered],
    ['SA_SPA', ANSWER.untold],
    ['REQ', ANSWER.unanswered],
  ])('that are turned, in the state %s', async (state, answer) => {
    const { conversations } = await read(`${ARGUS},TotPkts,TotBytes`, `${begin('   <-', state)},4,392`)
    expect(conversations[0]).toMatchObject({ answer, source: '198.51.100.5', bytes: [NaN, NaN] })
  })

  test('with totals alone cannot be judged by lengths', async () => {
    const { behaviour, notices } = await read(`${ARGUS},TotPkts,TotBytes`, `${begin('->', 'CON')},2,120`)
    expect(blindTo(behaviour)).toMatchObject({
      password_guessing: 'cannot judge: the instrument does not tell how many bytes went each way',
      dns_tunnel: 'cannot judge: the instrument does not tell how many bytes went each way',
    })
    expect(blindTo(behaviour)).not.toHaveProperty('vertical_scan')
    expect(notices.join(' ')).toContain('lacks 75 of the 76 features')
    expect(notices.join(' ')).not.toContain('lengths include headers')
  })

  test('whose times have no date cannot be judged', async () => {
    const row = begin('->', 'CON').replace('2026/03/10 ', '')
    const { behaviour, notices } = await read(`${ARGUS},TotPkts,TotBytes`, `${row},2,120`, `${row},2,120`)
    expect(blindTo(behaviour)).toMatchObject({ flood: 'cannot judge: the capture does not tell times' })
    expect(notices.join(' ')).toContain('None of the first 2 times could be read, such as "08:30:00.000250"')
  })

  test('with names of ports are rejected, and records about Argus passed over', async () => {
    const { rejected, rows, notices } = await read(
      `${ARGUS},TotPkts,TotBytes`,
      `2026/03/10 08:30:00.000000,0,man,0,0,,0,0,STA,0,0`,
      `${begin('->', 'CON').replace(',22,', ',ssh,')},2,120`,
      `${begin('->', 'CON')},2,120`,
    )
    expect(rows).toBe(1)
    expect(rejected).toMatchObject([{ column: 'Dport', value: 'ssh', reason: 'is not the number of a port' }])
    expect(notices.at(-1)).toBe('Records about Argus itself were passed over: 1 management.')
  })
})
