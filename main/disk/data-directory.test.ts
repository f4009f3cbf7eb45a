import { execFileSync } from 'node:child_process'
import { chmod, chown, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, describe, expect, test } from 'vitest'

import { AnomalyError } from '../../contract/errors.ts'
import { useFolder } from '../testing/folder.ts'
import { CAN_MOUNT, useSmallDisks } from '../testing/small-disk.ts'
import { openDataDirectory } from './data-directory.ts'
import { keepReserve } from './reserve.ts'

const folder = useFolder()
const mountDisk = useSmallDisks()
const mode = async (path: string) => (await stat(path)).mode & 0o777

function refusalOf(path: string): string {
  try {
    openDataDirectory(path)
  } catch (error) {
    if (error instanceof AnomalyError) return error.message
    throw error
  }
  throw new Error(`${path} was taken`)
}

describe('a data directory', () => {
  test('is made with the folders above it, for its owner alone', async () => {
    openDataDirectory(folder.at('new/in/new'))
    expect(await mode(folder.at('new/in/new'))).toBe(0o700)
    expect(await readdir(folder.at('new/in/new'))).toEqual([])
  })

  test('that others may open is closed to them, with its files', async () => {
    const path = folder.at('wide')
    await mkdir(path)
    await chmod(path, 0o777)
    const files = ['anomalyx.sqlite', 'anomalyx.sqlite-wal', 'anomalyx.sqlite.lock', 'api-token']
    for (const name of files) {
      await writeFile(join(path, name), '')
      await chmod(join(path, name), 0o666)
    }
    openDataDirectory(path)
    expect(await mode(path)).toBe(0o700)
    expect(await Promise.all(files.map((name) => mode(join(path, name))))).toEqual(files.map(() => 0o600))
  })

  test('behind a link is closed where it is', async () => {
    await mkdir(folder.at('real'))
    await chmod(folder.at('real'), 0o755)
    await symlink(folder.at('real'), folder.at('link'))
    openDataDirectory(folder.at('link'))
    expect(await mode(folder.at('real'))).toBe(0o700)
  })

  test.each(['api-token', 'anomalyx.sqlite', 'anomalyx.sqlite-wal'])(
    'with a link as %s is refused, and what it points to stays as it is',
    async (name) => {
      const path = folder.at(`with-link-${name}`)
      const target = folder.at(`target-of-${name}`)
      await mkdir(path)
      await writeFile(target, 'of somebody else', { mode: 0o644 })
      for (const to of [target, folder.at('not-there')]) {
        await symlink(to, join(path, name))
        expect(refusalOf(path)).toContain(
          `${name} is a symbolic link, which is not followed. Put the file itself there`,
        )
        await rm(join(path, name))
      }
      expect([await mode(target), await readFile(target, 'utf8')]).toEqual([0o644, 'of somebody else'])
    },
  )

  test('writes nothing through a link that is in its way', async () => {
    const path = folder.at('links')
    const target = folder.at('target')
    await mkdir(path)
    await writeFile(target, 'of somebody else')
    const names = [`.write-test-${String(process.pid)}`, 'reserved-space.part']
    for (const name of names) await symlink(target, join(path, name))
    openDataDirectory(path)
    await keepReserve(path)
    expect(await readFile(target, 'utf8')).toBe('of somebody else')
    expect(await readdir(path)).not.toContain('reserved-space.part')
  })

  test('that others need is refused, and stays open to them', async () => {
    const path = folder.at('shared')
    await mkdir(path)
    await chmod(path, 0o1777)
    expect(refusalOf(path)).toContain('is also used for other things')
    expect(await mode(path)).toBe(0o777)
    expect(refusalOf('/')).toContain('is also used for other things')
  })
})

describe('a data directory that cannot be used is told with a sentence:', () => {
  test.each([
    ['a file', 'is a file, not a folder'],
    ['below a file', 'part of its path is a file'],
    ['a link in a circle', 'it is a broken symbolic link'],
    ['a link to nothing', 'it is a broken symbolic link'],
    ['too long a name', 'its name is too long'],
    ['where no folders are', 'cannot be created'],
    ['a database that is a folder', 'is not a regular file'],
  ])('%s', async (what, sentence) => {
    await writeFile(folder.at('file'), '').catch(() => undefined)
    await symlink(folder.at('circle'), folder.at('circle')).catch(() => undefined)
    await symlink(folder.at('nothing'), folder.at('dangling')).catch(() => undefined)
    await mkdir(folder.at('odd/anomalyx.sqlite'), { recursive: true })
    const paths: Readonly<Record<string, string>> = {
      'a file': folder.at('file'),
      'below a file': folder.at('file/data'),
      'a link in a circle': folder.at('circle'),
      'a link to nothing': folder.at('dangling'),
      'too long a name': folder.at('x'.repeat(300)),
      'where no folders are': '/proc/anomalyx/data',
      'a database that is a folder': folder.at('odd'),
    }
    const told = refusalOf(paths[what] ?? '')
    expect(told).toContain(sentence)
    expect(told).toMatch(/ANOMALYX_DATA_DIR or --data-dir\.$/)
  })
})

describe.runIf(CAN_MOUNT)('a data directory on a small disk', () => {
  const remounted: string[] = []
  afterEach(() => {
    for (const path of remounted.splice(0)) execFileSync('mount', ['-o', 'remount,rw', path])
  })

  test('that is mounted read-only is told', async () => {
    const { path } = mountDisk(folder.at('read-only'), 1 << 20)
    await mkdir(join(path, 'data'), { mode: 0o700 })
    execFileSync('mount', ['-o', 'remount,ro', path])
    remounted.push(path)
    expect(refusalOf(join(path, 'data'))).toContain('it is on a disk that is mounted read-only')
    expect(refusalOf(join(path, 'other'))).toContain('it is on a disk that is mounted read-only')
  })

  test('that is full is told, unless something is kept in reserve', async () => {
    const disk = mountDisk(folder.at('full'), 1 << 20)
    const data_dir = join(disk.path, 'data')
    await mkdir(data_dir)
    await writeFile(join(data_dir, 'reserved-space'), Buffer.alloc(100_000))
    disk.fill()
    openDataDirectory(data_dir)
    disk.fill()
    expect(refusalOf(data_dir)).toMatch(/^The disk with the data directory is full \(.* free\)\. Free some space/)
  })
})

describe.runIf(process.getuid?.() === 0)('for a user who is not root', () => {
  /** Runs the check as another user, who owns nothing, and may not even read the code. */
  function refusalAs(uid: number, path: string): string {
    const module = new URL('./data-directory.ts', import.meta.url).href
    const script = `const { openDataDirectory } = await import(${JSON.stringify(module)})
      process.setuid(${String(uid)})
      try { openDataDirectory(${JSON.stringify(path)}) } catch (error) { console.log(error.message) }`
    return execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  }

  test('a data directory or database of somebody else, or without the right to write, is told', async () => {
    await chmod(folder.path, 0o755)
    const [theirs, mine, locked] = [folder.at('theirs'), folder.at('mine'), folder.at('locked')]
    for (const path of [theirs, mine, locked]) await mkdir(path)
    await chmod(theirs, 0o777)
    expect(refusalAs(12_345, theirs)).toContain('belongs to another user')
    await chown(mine, 12_345, 12_345)
    await writeFile(join(mine, 'anomalyx.sqlite'), '')
    expect(refusalAs(12_345, mine)).toContain('anomalyx.sqlite belongs to another user')
    await chown(join(mine, 'anomalyx.sqlite'), 12_345, 12_345)
    await chmod(join(mine, 'anomalyx.sqlite'), 0o400)
    expect(refusalAs(12_345, mine)).toContain('anomalyx.sqlite cannot be written: you do not have permission')
    await chown(locked, 12_345, 12_345)
    await chmod(locked, 0o500)
    expect(refusalAs(12_345, locked)).toContain('locked cannot be written: you do not have permission')
    expect(refusalAs(12_345, folder.at('theirs-too/data'))).toContain('cannot be created: you do not have permission')
  })
})
