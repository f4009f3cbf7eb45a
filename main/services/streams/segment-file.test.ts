import { appendFile, mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { openSegmentFile } from './segment-file.ts'

const folder = useFolder()

test('the bytes of a segment are those that were closed, also when the file went on', async () => {
  const path = folder.at('flows.csv')
  const dir = folder.at('stream')
  await mkdir(dir)
  await writeFile(path, 'one\n')
  const segment = { id: 7, path, name: 'flows.csv', size_bytes: 4 }
  const in_place = await openSegmentFile(segment, dir)
  expect(in_place.path).toBe(path)
  await in_place.close()
  await appendFile(path, 'two\n')
  const copy = await openSegmentFile(segment, dir)
  expect(await readFile(copy.path, 'utf8')).toBe('one\n')
  await copy.close()
  expect(await readdir(dir)).toEqual([])
  expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
  const gone = await failureOf(openSegmentFile({ ...segment, path: folder.at('gone.csv') }, dir))
  expect(gone.code).toBe('unreadable_file')
  await truncate(path, 2)
  expect((await openSegmentFile(segment, dir)).path).toBe(path)
})
