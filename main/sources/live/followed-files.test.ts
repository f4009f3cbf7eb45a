import { appendFile, open, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'

import { expect, test } from 'vitest'

import { useFolder } from '../../testing/folder.ts'
import { markOf } from './file-mark.ts'
import type { FollowedFile } from './followed-file.ts'
import { FollowedFiles } from './followed-files.ts'

const folder = useFolder()

const listed = (...paths: string[]) =>
  Promise.all(paths.map(async (path) => ({ name: basename(path), path, stats: await stat(path) })))

async function take(file: FollowedFile | undefined): Promise<void> {
  const handle = await open(file?.path ?? '')
  file?.took(file.stats.size, await markOf(handle, file.stats.size), performance.now(), true)
  await handle.close()
}

test('a file is the same under another name, also when a look in between saw neither', async () => {
  const [path, other] = [folder.at('conn.log'), folder.at('conn-old.log')]
  await writeFile(path, 'one\ntwo\n')
  const files = new FollowedFiles(new Map())
  const [first] = await files.see(await listed(path), 0)
  await take(first)
  await rename(path, other)
  await appendFile(other, 'three\n')
  await writeFile(path, 'another\n')
  const [replacing] = await files.see(await listed(path), 10)
  expect(replacing?.taken_byte).toBe(0)
  await files.see([], 20)
  const [, renamed] = await files.see(await listed(path, other), 30)
  expect(renamed).toBe(first)
  expect(renamed).toMatchObject({ path: other, taken_byte: 8 })
})

test('what has the number of a file that is gone and other contents is another file', async () => {
  const path = folder.at('gone.log')
  await writeFile(path, 'one\ntwo\n')
  const files = new FollowedFiles(new Map())
  const [first] = await files.see(await listed(path), 0)
  await take(first)
  const { ino } = await stat(path)
  await rm(path)
  await files.see([], 10)
  const next = folder.at('next.log')
  await writeFile(next, 'quite another\n')
  const [{ stats }] = (await listed(next)) as [Awaited<ReturnType<typeof listed>>[0]]
  const [seen] = await files.see([{ name: 'next.log', path: next, stats: Object.assign(stats, { ino }) }], 20)
  expect(seen).not.toBe(first)
  expect(seen?.taken_byte).toBe(0)
})
