import { writeFile } from 'node:fs/promises'
import { zstdCompressSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { simulatedCapture } from '../../testing/captures.ts'
import { eveLog } from '../../testing/eve-log.ts'
import { useFolder } from '../../testing/folder.ts'
import { argusCsv, nfdump16Csv, nfdump17Csv } from '../../testing/netflow-tables.ts'
import { readAsConversations } from '../../testing/read-conversations.ts'
import { portScan, type WireFlow, wireFlows } from '../../testing/wire-flows.ts'
import { zeekJsonLog, zeekTsvLog } from '../../testing/zeek-logs.ts'
import { openConversationFile } from './conversation-file.ts'
import { type PickedConversation, pickConversations } from './pick-conversations.ts'

const folder = useFolder()
const flows = wireFlows(simulatedCapture('corrected', 300))

const WRITERS: readonly [string, (flows: readonly WireFlow[]) => string][] = [
  ['conn.log', zeekTsvLog],
  ['conn.json', zeekJsonLog],
  ['eve.json', eveLog],
  ['argus.csv', (all) => argusCsv(all, 'lengths')],
  ['argus-totals.csv', (all) => argusCsv(all, 'totals')],
  ['nfdump-joined.csv', (all) => nfdump16Csv(all, true)],
  ['nfdump-apart.csv', (all) => nfdump16Csv(all, false)],
  ['nfdump-1.7.csv', nfdump17Csv],
]

async function pick(
  name: string,
  lines: Iterable<number>,
  options: Parameters<typeof pickConversations>[2] = {},
): Promise<PickedConversation[]> {
  const file = await openConversationFile(folder.at(name))
  if (file === null) throw new Error('the file is none of conversations')
  return pickConversations(file, lines, options)
}

const orNaN = (value: number | null | undefined) => value ?? NaN

describe.each(WRITERS)('of %s', (name, write) => {
  test('each conversation is picked by its line as the import read it', async () => {
    const { conversations } = await readAsConversations(folder.at(name), write(flows))
    const by_line = conversations.toSorted((one, other) => orNaN(one.line_number) - orNaN(other.line_number))
    const wanted = by_line.filter((_, at) => at % 7 === 3)
    const picked = await pick(
      name,
      wanted.map(({ line_number }) => orNaN(line_number)),
    )
    expect(wanted.length).toBeGreaterThan(30)
    expect(picked.map(({ line_number }) => line_number)).toEqual(wanted.map(({ line_number }) => line_number))
    const isApart = name.startsWith('nfdump')
    for (const [at, each] of picked.entries()) {
      const known = wanted[at]!
      expect(new Date(orNaN(each.time_us) / 1000).toISOString()).toBe(known.time)
      expect(each).toMatchObject({
        ...{ source: known.source, destination: known.target, protocol: known.protocol },
        ...{ source_port: known.source_port, destination_port: known.port },
      })
      const there = [each.duration_us, each.forward_packets, each.forward_bytes].map(orNaN)
      expect(there).toEqual([known.duration_us, known.packets[0], known.bytes[0]])
      const isAlone = isApart && known.packets[1] === 0
      const back = [each.backward_packets, each.backward_bytes].map(orNaN)
      expect(back).toEqual(isAlone ? [NaN, NaN] : [known.packets[1], known.bytes[1]])
    }
  })
})

test('what the log says of the state is told as it is written, with whether that counts as answered', async () => {
  const [refused] = portScan(1)
  const answered = { ...refused!, time_us: refused!.time_us + 1e6, packets: [5, 4], payload: [300, 900] } as const
  const both = [refused!, { ...answered, source_port: 4000, headers: [100, 80], is_refused: false }] as const
  const told = async (name: string, text: string) => {
    await writeFile(folder.at(name), text)
    const lines = text.split('\n').map((_, at) => at + 1)
    return (await pick(name, lines)).map(({ state, is_answered }) => [state, is_answered])
  }
  expect(await told('state.log', zeekTsvLog(both))).toEqual([
    ['REJ', false],
    ['SF', true],
  ])
  expect(await told('state-eve.json', eveLog(both))).toEqual([
    ['closed', false],
    ['closed', true],
  ])
  expect(await told('state-argus.csv', argusCsv(both, 'payload'))).toEqual([
    ['RST', false],
    ['FIN', true],
  ])
  expect(await told('state-totals.csv', argusCsv(both, 'totals'))).toEqual([
    ['RST', null],
    ['FIN', true],
  ])
  expect(await told('state-nfdump.csv', nfdump16Csv(both, false))).toEqual([
    ['...AP.SF', false],
    ['...AP.SF', true],
  ])
  expect(await told('state-nfdump-1.7.csv', nfdump17Csv(both))).toEqual([
    [null, false],
    [null, true],
  ])
})

test('lines behind a later header are read by it', async () => {
  const other = zeekTsvLog(portScan(20)).replace('\tid.resp_p\tproto', '\tproto\tid.resp_p')
  const swapped = other
    .split('\n')
    .map((line) => (line.startsWith('#') ? line : line.replace(/\t(\d+)\ttcp\t/, '\ttcp\t$1\t')))
    .join('\n')
  await writeFile(folder.at('together.log'), zeekTsvLog(portScan(5)) + swapped)
  const lines = (zeekTsvLog(portScan(5)) + swapped).split('\n')
  const at = lines.findIndex((line) => line.includes('\ttcp\t1011\t')) + 1
  const [found, ...others] = await pick('together.log', [at])
  expect(found).toMatchObject({ line_number: at, destination_port: 1011, protocol: 6, state: 'REJ' })
  expect(others).toEqual([])
})

test('looking through all of a file for the order of its dates tells that it goes on', async () => {
  const rows = argusCsv(portScan(400), 'lengths').replaceAll('2026/03/10 ', '03/10/2026 ')
  await writeFile(folder.at('dates.csv'), rows)
  let blocks = 0
  const file = await openConversationFile(folder.at('dates.csv'), { onProgress: () => void (blocks += 1) })
  expect(file?.time_format.order).toBe('day-first')
  expect(blocks).toBeGreaterThan(0)
})

test('lines without a conversation are left out', async () => {
  const text = zeekTsvLog(portScan(3)).replace('\n#close', '\nnot a row\n#close')
  await writeFile(folder.at('lines.log'), text)
  const last = text.split('\n').length
  expect(await pick('lines.log', [1, last - 1, last, last + 100])).toEqual([])
})

test('a compressed file is read no further than the last line, and reading can be cancelled', async () => {
  const whole = zstdCompressSync(zeekTsvLog(portScan(20_000)))
  await writeFile(folder.at('long.log.zst'), whole)
  let blocks = 0
  const count = () => void (blocks += 1)
  expect(await pick('long.log.zst', [9], { onProgress: count })).toMatchObject([{ destination_port: 1000 }])
  const until_first = blocks
  await pick('long.log.zst', [20_000], { onProgress: count })
  expect(blocks - until_first).toBeGreaterThan(until_first)
  await expect(pick('long.log.zst', [20_000], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  })
})
