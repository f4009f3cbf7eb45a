import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'

import { expect, test } from 'vitest'

import { useFolder } from '../testing/folder.ts'
import { readRegular } from './read-regular.ts'

const folder = useFolder()

test('a regular file is read as a whole', async () => {
  await writeFile(folder.at('file'), 'all of it')
  expect((await readRegular(folder.at('file'))).toString()).toBe('all of it')
})

test('what is missing, or a folder, is refused', async () => {
  await expect(readRegular(folder.at('missing'))).rejects.toMatchObject({ code: 'ENOENT' })
  await expect(readRegular(folder.at('.'))).rejects.toThrow()
})

test.skipIf(process.platform === 'win32')('a FIFO is not waited for, and a device not read', async () => {
  execFileSync('mkfifo', [folder.at('fifo')])
  for (const path of [folder.at('fifo'), '/dev/zero']) {
    await expect(readRegular(path)).rejects.toThrow(`${path} is not a regular file`)
  }
})
