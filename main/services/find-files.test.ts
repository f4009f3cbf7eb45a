import { mkdir, symlink, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { findFiles } from './find-files.ts'

const folder = useFolder()

test('of a folder come its captures and those of folders in it, in natural order; of files the files', async () => {
  await mkdir(folder.at('drop/inner'), { recursive: true })
  await mkdir(folder.at('drop/folder.csv'))
  for (const name of ['day-10.csv', 'day-2.csv', 'Day-1.CSV.GZ', 'notes.txt', 'inner/day-3.csv'])
    await writeFile(folder.at(`drop/${name}`), '')
  await symlink(folder.at('drop/day-2.csv'), folder.at('drop/link.csv'))
  await writeFile(folder.at('single.txt'), '')
  const { files, refused } = await findFiles([folder.at('single.txt'), folder.at('drop'), folder.at('missing.csv')])
  expect(files.map(({ path }) => path)).toEqual(
    ['single.txt', 'drop/Day-1.CSV.GZ', 'drop/day-2.csv', 'drop/day-10.csv', 'drop/inner/day-3.csv', 'missing.csv'].map(
      (name) => folder.at(name),
    ),
  )
  expect(files[0]?.name).toBe('single.txt')
  expect(refused).toEqual([])
})

test('of the logs in a folder those with conversations are taken, rotated ones too', async () => {
  await mkdir(folder.at('zeek'))
  const taken = ['conn.10:00:00-11:00:00.log.gz', 'conn.json', 'conn.log', 'eve-2026-03-10.json', 'eve.json.zst']
  const others = ['conn-summary.10:00.log', 'dns.log', 'known_conns.log', 'package.json', 'stats.log']
  await Promise.all([...taken, ...others].map((name) => writeFile(folder.at(`zeek/${name}`), '')))
  const { files } = await findFiles([folder.at('zeek')])
  expect(files.map(({ name }) => name).sort()).toEqual(taken)
})

test('a folder without captures, or with too many, is refused with a sentence', async () => {
  await mkdir(folder.at('empty'))
  await mkdir(folder.at('crowd'))
  await Promise.all(Array.from({ length: 501 }, (_, number) => writeFile(folder.at(`crowd/${String(number)}.csv`), '')))
  const { files, refused } = await findFiles([folder.at('empty'), folder.at('crowd')])
  expect(files).toEqual([])
  expect(refused.map(({ problem }) => problem.code)).toEqual(['unreadable_file', 'unreadable_file'])
  expect(refused[0]?.problem.detail).toContain(
    'There is no packet capture (.pcap, .pcapng, .cap), no .csv file, no conn.log and no eve.json in',
  )
  expect(refused[1]?.problem.detail).toContain('holds more than 500 captures')
})
