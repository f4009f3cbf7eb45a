import { describe, expect, test } from 'vitest'

import { featureIndex } from '../../flow/features.ts'
import { columnOf, simulatedCapture } from '../../testing/captures.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { readBytes } from '../../testing/read.ts'
import { readEntries } from '../entries/flow-entries.ts'

const folder = useFolder()
const { header, rows } = simulatedCapture('corrected', 300)
const names = header.split(',')
const read = (lines: readonly string[]) => readBytes(folder.at('flows.csv'), lines.join('\n'))

/** Rows with other values in some columns. */
function changed(lines: readonly string[], isChanged: (name: string) => boolean, change: (value: number) => number) {
  return lines.map((line) =>
    line
      .split(',')
      .map((cell, column) => (isChanged(names[column] ?? '') ? String(change(Number(cell))) : cell))
      .join(','),
  )
}

const entryOf = (line: string): Record<string, string> =>
  Object.fromEntries(line.split(',').map((cell, column) => [names[column] ?? '', cell]))
const moving = rows.filter((line) => Number(line.split(',')[columnOf(header, 'Flow Duration')]) > 0)

describe('rates of other units than each other', () => {
  test.each(['Flow Bytes/s', 'Flow Packets/s'])('refuse a file with a %s a thousandth of what it is', async (rate) => {
    const wrong = changed(
      rows,
      (name) => name === rate,
      (value) => value / 1000,
    )
    expect((await failureOf(read([header, ...wrong]))).message).toContain('Flow Bytes/s do not fit each other')
  })

  test('refuse posted entries', () => {
    const wrong = changed(
      moving.slice(0, 9),
      (name) => name === 'Flow Bytes/s',
      (value) => value / 1000,
    )
    expect(() => readEntries(wrong.map(entryOf))).toThrow(/has its rates in different units/)
  })

  test('are no fault of a few rows, which may have them by accident', async () => {
    const some = rows.map((line, at) =>
      at % 4 === 0
        ? (changed(
            [line],
            (name) => name === 'Flow Bytes/s',
            (value) => value / 1000,
          )[0] ?? '')
        : line,
    )
    expect((await read([header, ...some])).rejected).toEqual([])
  })
})

describe('scaled values', () => {
  const scale = (value: number) => (value - 7.5) / 1000
  const isFeature = (name: string) => featureIndex(name) !== undefined

  test.each([1, 2, 300])('refuse a file of %d rows', async (count) => {
    const error = await failureOf(read([header, ...changed(rows.slice(0, count), isFeature, scale)]))
    expect(error.message).toMatch(/^The values in the file were scaled/)
  })

  test('refuse a request', () => {
    const entries = changed(rows.slice(0, 5), isFeature, scale).map(entryOf)
    expect(() => readEntries(entries)).toThrow(/log_entries\[0\] has scaled values/)
  })
})
