import { execFileSync } from 'node:child_process'
import { truncate, writeFile } from 'node:fs/promises'
import { gzipSync, zstdCompressSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { csvText, repeatRows, simulatedCapture, withCell } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readAll, readBytes } from '../../testing/read.ts'
import { readFlows } from './read-flows.ts'

const folder = useFolder()
const corrected = simulatedCapture('corrected', 40)
const original = simulatedCapture('original', 40)
const plain = csvText(corrected)

describe('the same flows', () => {
  test.each([
    ['with CRLF', csvText(corrected, '\r\n')],
    ['without a newline at the end', plain.trimEnd()],
    ['with CRLF and no newline at the end', csvText(corrected, '\r\n').trimEnd()],
    ['with a byte order mark', `\ufeff${plain}`],
    ['with every cell quoted', quoteAll(plain)],
    ['with every cell quoted, a byte order mark and CRLF', `\ufeff${quoteAll(plain).replaceAll('\n', '\r\n')}`],
    ['as gzip', gzipSync(plain)],
    ['as gzip in two members', Buffer.concat([gzipSync(plain.slice(0, 9000)), gzipSync(plain.slice(9000))])],
    ['as zstd', zstdCompressSync(plain)],
    [
      'as zstd in two frames',
      Buffer.concat([zstdCompressSync(plain.slice(0, 9000)), zstdCompressSync(plain.slice(9000))]),
    ],
  ])('are read from a file %s', async (_, content) => {
    const expected = await readBytes(folder.at('plain.csv'), plain)
    const { flows, rejected, dialect } = await readBytes(folder.at('other.csv'), content)
    expect(flows).toEqual(expected.flows)
    expect(rejected).toEqual([])
    expect(dialect).toBe('corrected')
  })

  test('are read in batches of any size', async () => {
    const one = await readBytes(folder.at('plain.csv'), plain)
    const many = await readAll(folder.at('plain.csv'), { batch_rows: 7 })
    expect(many.parts).toBe(6)
    expect(many.flows).toEqual(one.flows)
  })
})

describe('line numbers', () => {
  test('count blank lines and lines of either ending', async () => {
    const [one = '', two = '', three = ''] = original.rows
    const text = `\r\n\n${original.header}\r\n${one}\n\n \t\n${two}\r\nbroken\r\n${three}`
    const { flows, rejected } = await readBytes(folder.at('gaps.csv'), text)
    expect(flows.map(({ line_number }) => line_number)).toEqual([4, 7, 9])
    expect(rejected.map(({ line_number }) => line_number)).toEqual([8])
  })

  test('stay exact over many chunks of the file', async () => {
    const { header, rows } = repeatRows(original, 5000)
    const faulty = rows.map((row, at) => (at % 777 === 0 ? withCell(header, row, 'Idle Max', 'x') : row))
    const { flows, rejected } = await readBytes(folder.at('long.csv'), csvText({ header, rows: faulty }, '\r\n'))
    expect(rejected.map(({ line_number }) => line_number)).toEqual([2, 779, 1556, 2333, 3110, 3887, 4664])
    expect(flows.length + rejected.length).toBe(5000)
    expect(flows.every(({ label }) => label !== undefined)).toBe(true)
  })
})

describe('a file of nothing but faulty rows', () => {
  test('is told in parts, so that they do not pile up', async () => {
    const { rejected, parts, flows } = await readBytes(
      folder.at('bad.csv'),
      `${original.header}\n${'x\n'.repeat(4500)}`,
    )
    expect(rejected).toHaveLength(4500)
    expect(flows).toHaveLength(0)
    expect(parts).toBe(5)
  })
})

describe('a line of more than a megabyte', () => {
  test.each([
    ['without an end', 'x'.repeat(3 << 20), 1],
    ['in the middle of flows', `${plain}${'1,'.repeat(3 << 19)}\n${plain}`, 42],
  ])('%s ends the import with its number, not the memory', async (_, text, line) => {
    const error = await failureOf(readBytes(folder.at('long-line.csv'), text))
    expect(error.code).toBe('unreadable_file')
    expect(error.message).toContain(`Line ${String(line)} is longer than 1 MB`)
  })

  test('is one wherever the chunks of the file end', async () => {
    for (const before of [0, 1 << 16, 1 << 17, 3 << 16]) {
      const filler = `${'y'.repeat(1023)}\n`.repeat(before >> 10)
      const text = `${corrected.header}\n${filler}${'x'.repeat((1 << 20) + 1)}\n`
      expect((await failureOf(readBytes(folder.at('long-line.csv'), text))).code).toBe('unreadable_file')
    }
  })
})

describe('rows of a megabyte', () => {
  test('come in parts of a few, so that they do not pile up', async () => {
    const text = `${corrected.header}\n${`${'7'.repeat((1 << 20) - 1)}\n`.repeat(50)}`
    const { rejected, parts } = await readBytes(folder.at('large.csv'), text)
    expect(rejected).toHaveLength(50)
    expect(parts).toBeGreaterThanOrEqual(3)
  })
})

describe('a file of far more rejected rows than flows', () => {
  test('is refused after a million of them, with an example', async () => {
    await writeFile(folder.at('useless.csv'), `${corrected.header}\n${'x\n'.repeat(1_001_001)}`)
    const reading = async () => {
      for await (const part of readFlows(folder.at('useless.csv'))) expect(part.batch.rows).toBe(0)
    }
    const error = await failureOf(reading())
    expect(error.code).toBe('unreadable_file')
    expect(error.message).toMatch(/million rows.*Line 1001001, for one: it has 1 cells where the header has \d+/)
  })
})

describe('a gzip bomb', () => {
  test('is refused for its ratio after some megabytes', async () => {
    const error = await failureOf(readBytes(folder.at('bomb.csv.gz'), gzipSync(Buffer.alloc(40 << 20, '\n'))))
    expect(error.code).toBe('unreadable_file')
    expect(error.message).toContain('more than 300 times its compressed size')
  })

  test('is not a short capture of one flow again and again', async () => {
    const rows = repeatRows({ header: corrected.header, rows: corrected.rows.slice(0, 1) }, 5000)
    expect((await readBytes(folder.at('equal.csv.gz'), gzipSync(csvText(rows), { level: 9 }))).flows).toHaveLength(5000)
  })
})

describe('a damaged or missing file', () => {
  test('is told as truncated when its gzip ends too early', async () => {
    await writeFile(folder.at('cut.csv.gz'), gzipSync(csvText(repeatRows(original, 3000))))
    await truncate(folder.at('cut.csv.gz'), 4000)
    const error = await failureOf(readAll(folder.at('cut.csv.gz')))
    expect(error.code).toBe('unreadable_file')
    expect(error.message).toMatch(/cut\.csv\.gz could not be read to the end.*truncated or damaged/)
  })

  test.skipIf(process.platform === 'win32')(
    'is told as unreadable, and not waited for, when it is a pipe',
    async () => {
      execFileSync('mkfifo', [folder.at('pipe.csv')])
      expect((await failureOf(readAll(folder.at('pipe.csv')))).code).toBe('unreadable_file')
    },
  )

  test.each(['missing.csv', '.'])('is told as unreadable: %s', async (name) => {
    await expect(readAll(folder.at(name))).rejects.toMatchObject({ code: 'unreadable_file' })
  })
})

describe('reading', () => {
  test('ends with cancelled as soon as its signal says so', async () => {
    const cancellation = new AbortController()
    cancellation.abort()
    await expect(readBytes(folder.at('some.csv'), plain, { signal: cancellation.signal })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })

  test('tells how many bytes of the compressed file it has read', async () => {
    const compressed = gzipSync(plain)
    expect((await readBytes(folder.at('bytes.csv.gz'), compressed)).bytes_read).toBe(compressed.length)
  })
})

function quoteAll(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `"${line.replaceAll(',', '","')}"`))
    .join('\n')
}
