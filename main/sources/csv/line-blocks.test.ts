import { expect, test } from 'vitest'

import { lineBlocks, sampleLines } from './line-blocks.ts'

async function* chunks(text: string, times: number): AsyncGenerator<Buffer> {
  for (let left = times; left > 0; left -= 1) yield await Promise.resolve(Buffer.from(text))
}

async function linesKept(bytes: AsyncIterable<Buffer>) {
  const position = { line: 1 }
  const { sample, blocks } = await sampleLines(lineBlocks(bytes, position), position)
  const first_lines: number[] = []
  for await (const block of blocks) {
    first_lines.push(position.line)
    position.line += block.toString().split('\n').length - 1
  }
  return { sample, first_lines }
}

test('blocks of blank lines are not kept, and keep their numbers', async () => {
  const file = async function* () {
    yield* chunks('\n \n\r\n', 1000)
    yield* chunks('header\nrow\n', 1)
  }
  expect(await linesKept(file())).toEqual({ sample: ['header', 'row'], first_lines: [3001] })
})

test('lines of a megabyte are looked at until they are enough to fill some memory', async () => {
  const { sample, first_lines } = await linesKept(chunks(`${'x'.repeat((1 << 20) - 1)}\n`, 40))
  expect(sample.length).toBeLessThan(12)
  expect(first_lines).toEqual(Array.from({ length: 40 }, (_, block) => block + 1))
})
