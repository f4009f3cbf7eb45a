import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  constants,
  link,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'

import { beforeEach, describe, expect, test } from 'vitest'

import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { openOutputFile } from './output-file.ts'

const folder = useFolder()
const out = () => folder.at('here/out.csv')

beforeEach(async () => {
  await rm(folder.at('here'), { recursive: true, force: true })
  await mkdir(folder.at('here'))
})

/** Writes a file as a whole. */
async function write(path: string, content: string | Uint8Array = 'new'): Promise<void> {
  const file = await openOutputFile(path)
  await file.write(content)
  await file.commit()
}

const here = () => readdir(folder.at('here'))

describe('a new file', () => {
  test('appears when it is complete', async () => {
    const file = await openOutputFile(out(), { mode: 0o600 })
    await file.write('one ')
    await file.write(Buffer.from('two'))
    expect(await here()).toEqual([expect.stringMatching(/^\.anomalyx-\w+\.partial$/)])
    await file.commit()
    expect(await here()).toEqual(['out.csv'])
    expect(await readFile(out(), 'utf8')).toBe('one two')
    expect((await stat(out())).mode & 0o777).toBe(0o600)
  })

  test('is gone without a trace when it is given up, also while it is written', async () => {
    const file = await openOutputFile(out())
    const writing = file.write(Buffer.alloc(1 << 22))
    await file.discard()
    await writing.catch(() => undefined)
    await file.discard()
    expect(await here()).toEqual([])
  })

  test('may have the longest name there is', async () => {
    await write(folder.at(`here/${'x'.repeat(255)}`))
    expect(await here()).toEqual(['x'.repeat(255)])
  })
})

describe('a file that is there', () => {
  test('stays until the new one is whole, which keeps its permissions', async () => {
    await writeFile(out(), 'old')
    await chmod(out(), 0o640)
    const file = await openOutputFile(out())
    await file.write('new')
    expect(await readFile(out(), 'utf8')).toBe('old')
    await file.commit()
    expect(await readFile(out(), 'utf8')).toBe('new')
    expect((await stat(out())).mode & 0o777).toBe(0o640)
  })

  test('stays when the new one is given up', async () => {
    await writeFile(out(), 'old')
    const file = await openOutputFile(out())
    await file.write('new')
    await file.discard()
    expect(await readFile(out(), 'utf8')).toBe('old')
    expect(await here()).toEqual(['out.csv'])
  })

  test('is written through a link to it, and the link stays', async () => {
    await writeFile(folder.at('here/target.csv'), 'old')
    await symlink('target.csv', out())
    await symlink('out.csv', folder.at('here/second.csv'))
    await write(folder.at('here/second.csv'))
    expect(await readFile(folder.at('here/target.csv'), 'utf8')).toBe('new')
    expect(await readlink(out())).toBe('target.csv')
    expect(await readlink(folder.at('here/second.csv'))).toBe('out.csv')
  })

  test('gets the new content under the one name of several that was given', async () => {
    await writeFile(folder.at('here/other.csv'), 'old')
    await link(folder.at('here/other.csv'), out())
    await write(out())
    expect(await readFile(out(), 'utf8')).toBe('new')
    expect(await readFile(folder.at('here/other.csv'), 'utf8')).toBe('old')
  })

  test('that became something else meanwhile is left alone', async () => {
    const file = await openOutputFile(out())
    await file.write('new')
    execFileSync('mkfifo', [out()])
    expect((await failureOf(file.commit())).message).toContain('it has been replaced by something that is not a file')
    expect((await lstat(out())).isFIFO()).toBe(true)
    expect(await here()).toEqual(['out.csv'])
  })

  test('with the name that others take for what is under way is nobody else’s', async () => {
    await writeFile(`${out()}.partial`, 'mine')
    await write(out())
    expect(await readFile(`${out()}.partial`, 'utf8')).toBe('mine')
  })
})

test('a link to nothing leads to the new file', async () => {
  await symlink('later.csv', out())
  await write(out())
  expect(await readlink(out())).toBe('later.csv')
  expect(await readFile(folder.at('here/later.csv'), 'utf8')).toBe('new')
})

test('a FIFO is written through', async () => {
  execFileSync('mkfifo', [out()])
  const [read] = await Promise.all([readFile(out(), 'utf8'), write(out(), 'through')])
  expect(read).toBe('through')
  expect((await lstat(out())).isFIFO()).toBe(true)
})

describe('a FIFO', () => {
  beforeEach(() => {
    execFileSync('mkfifo', [out()])
  })

  test('that nobody reads is waited for until that is stopped, and no thread is held meanwhile', async () => {
    const stopping = new AbortController()
    // More than there are threads for what blocks.
    const waiting = Array.from({ length: 9 }, () => openOutputFile(out(), { signal: stopping.signal }))
    expect((await stat(out())).isFIFO()).toBe(true)
    stopping.abort()
    for (const failure of await Promise.all(waiting.map(failureOf))) expect(failure.code).toBe('cancelled')
  })

  test('takes more than it has room for, as its reader goes on', async () => {
    const content = Buffer.alloc(1 << 22, 'through ')
    const [read] = await Promise.all([readFile(out()), write(out(), content)])
    expect(read.equals(content)).toBe(true)
  })

  test('whose reader rests can be given up', async () => {
    const stopping = new AbortController()
    const reader = await open(out(), constants.O_RDONLY | constants.O_NONBLOCK)
    const file = await openOutputFile(out(), { signal: stopping.signal })
    const writing = file.write(Buffer.alloc(1 << 22))
    stopping.abort()
    expect(await failureOf(writing)).toMatchObject({ code: 'cancelled' })
    await file.discard()
    await reader.close()
  })

  test('whose reader has gone says so', async () => {
    const reader = await open(out(), constants.O_RDONLY | constants.O_NONBLOCK)
    const file = await openOutputFile(out())
    await reader.close()
    expect((await failureOf(file.write('nobody'))).message).toContain(`Writing ${out()} failed: `)
    await file.discard()
  })
})

test.each(['/dev/null', '/dev/zero'])('%s takes everything and stays what it is', async (path) => {
  const before = await lstat(path)
  await write(path)
  const after = await lstat(path)
  expect([after.isCharacterDevice(), after.ino, after.mode]).toEqual([true, before.ino, before.mode])
})

test('a device without room is a full disk, and stays', async () => {
  await symlink('/dev/full', out())
  const file = await openOutputFile(out())
  expect((await failureOf(file.write('new'))).message).toBe(
    `Writing ${out()} failed: there is no space left on its disk.`,
  )
  await file.discard()
  expect((await stat('/dev/full')).isCharacterDevice()).toBe(true)
})

test('what was given open is written behind what is in it', async () => {
  await writeFile(out(), 'old ')
  const given = await open(out(), 'a')
  await write(`/dev/fd/${String(given.fd)}`)
  await given.close()
  expect(await readFile(out(), 'utf8')).toBe('old new')
})

describe('refused is', () => {
  test('a folder', async () => {
    expect((await failureOf(openOutputFile(folder.at('here')))).message).toContain('is a folder')
  })

  test('a link to a folder', async () => {
    await symlink('.', out())
    expect((await failureOf(openOutputFile(out()))).message).toContain('is a folder')
    expect((await lstat(out())).isSymbolicLink()).toBe(true)
  })

  test('a socket', async () => {
    const server = createServer().listen(out())
    await once(server, 'listening')
    expect((await failureOf(openOutputFile(out()))).message).toContain('is a socket')
    expect((await lstat(out())).isSocket()).toBe(true)
    server.close()
  })

  test('a symbolic link that refers to itself', async () => {
    await symlink('second.csv', out())
    await symlink('out.csv', folder.at('here/second.csv'))
    expect((await failureOf(openOutputFile(out()))).message).toContain('refers to itself')
  })

  test.each(['nowhere/out.csv', 'file.csv/out.csv'])('%s', async (path) => {
    await writeFile(folder.at('here/file.csv'), 'a file')
    const error = await failureOf(openOutputFile(folder.at(`here/${path}`)))
    expect(error).toMatchObject({ code: 'unreadable_file' })
    expect(error.message).toContain('cannot be written')
    expect(await here()).toEqual(['file.csv'])
  })
})
