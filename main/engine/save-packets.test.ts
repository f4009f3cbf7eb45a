import { readdir, readFile, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { pcapFile } from '../testing/packets/files.ts'
import { tcpFrame } from '../testing/packets/frames.ts'
import { meterAll } from '../testing/packets/hold-picks.ts'
import { savePackets } from './save-packets.ts'

const folder = useFolder()
const BEGIN_US = 1_700_000_000_000_000
const file = pcapFile(Array.from({ length: 5 }, (_, at) => ({ time_us: BEGIN_US + at, bytes: tcpFrame({}) })))

async function order(first_us: number) {
  await writeFile(folder.at('a.pcap'), file)
  const flows = { flow_numbers: Uint32Array.of(1), first_us: Float64Array.of(first_us) }
  const capture = { capture_id: 1, path: folder.at('a.pcap'), size_bytes: file.length, ...flows, comments: ['one'] }
  return { captures: [capture, { ...capture, comments: ['two'] }], out_path: folder.at('out.pcapng') }
}

test('each capture is a section of its own, and both readings are told of', async () => {
  const told: number[] = []
  const params = await order(BEGIN_US)
  const saved = await savePackets(params, new AbortController().signal, (bytes_read) => {
    told.push(bytes_read)
    return Promise.resolve()
  })
  expect(saved).toEqual({ packets: 10, flows: 2 })
  expect(Math.max(...told)).toBe(4 * file.length)
  const bytes = await readFile(params.out_path)
  expect(meterAll(bytes, { convention: 'corrected' }).report.packets.read).toBe(10)
  expect(bytes.toString('latin1').match(/one|two/g)).toEqual(['one', 'two'])
})

test('a job that is cancelled, and flows that are not those of the import, leave no file', async () => {
  const cancelled = AbortSignal.abort()
  await writeFile(folder.at('out.pcapng'), 'what was there')
  const save = async (first_us: number, signal: AbortSignal) =>
    savePackets(await order(first_us), signal, () => Promise.resolve())
  await expect(save(BEGIN_US, cancelled)).rejects.toMatchObject({ code: 'cancelled' })
  await expect(save(BEGIN_US + 1, new AbortController().signal)).rejects.toThrow('gives other flows')
  expect(await readFile(folder.at('out.pcapng'), 'utf8')).toBe('what was there')
  expect((await readdir(folder.at('.'))).sort()).toEqual(['a.pcap', 'out.pcapng'])
})
