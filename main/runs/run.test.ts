import { describe, expect, test } from 'vitest'

import type { Detector } from '../detect/detector.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { csvSource } from '../sources/csv/csv-source.ts'
import { simulatedCapture, repeatRows, writeCsv } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { run } from './run.ts'

const folder = useFolder()
const PARTS = 12
const BATCH_ROWS = 50

/** A file of some full parts. */
const write = (name: string) =>
  writeCsv(folder.at(name), repeatRows(simulatedCapture('original', 7), PARTS * BATCH_ROWS))

const benign: Detector = {
  observe: ({ batch: { rows, features } }) => {
    expect(features).toHaveLength(rows * FEATURE_COUNT)
    return Promise.resolve({
      threat_types: new Uint8Array(rows),
      confidences: new Float32Array(rows),
      class_names: ['Benign'],
    })
  },
}

test('writes every part once, in the order of the file, and observes one part ahead of a slow sink', async () => {
  const lines: number[] = []
  let observed = 0
  let written = 0
  let most_ahead = 0
  const counting: Detector = {
    observe: (part) => {
      observed += 1
      most_ahead = Math.max(most_ahead, observed - written)
      return benign.observe(part)
    },
  }
  await run(csvSource(await write('order.csv'), { batch_rows: BATCH_ROWS }), counting, {
    pack: async ({ batch, release }, observing) => {
      await observing
      const numbers = [...batch.line_numbers]
      release()
      return numbers
    },
    write: async (numbers) => {
      await new Promise((resolve) => setImmediate(resolve))
      lines.push(...numbers)
      written += 1
    },
  })
  expect(lines).toEqual(Array.from({ length: PARTS * BATCH_ROWS }, (_, at) => at + 2))
  expect(most_ahead).toBe(2)
})

for (const where of ['detector', 'sink'] as const) {
  test.each([1, 5, PARTS])(`writes nothing behind part %i at which the ${where} fails`, async (faulty) => {
    let observed = 0
    let written = 0
    const detector: Detector = {
      observe: (part) => {
        observed += 1
        return where === 'detector' && observed === faulty
          ? Promise.reject(new Error('at fault'))
          : benign.observe(part)
      },
    }
    const running = run(
      csvSource(await write(`${where}-${String(faulty)}.csv`), { batch_rows: BATCH_ROWS }),
      detector,
      {
        pack: async (part, observing) => {
          await observing
          part.release()
        },
        write: () => {
          if (where === 'sink' && written === faulty - 1) return Promise.reject(new Error('at fault'))
          written += 1
          return Promise.resolve()
        },
      },
    )
    await expect(running).rejects.toThrow('at fault')
    expect(written).toBe(faulty - 1)
  })
}

test.each([0, 1, 7])('ends soon when it is cancelled at part %i', async (last) => {
  const cancellation = new AbortController()
  let written = 0
  if (last === 0) cancellation.abort()
  const options = { batch_rows: BATCH_ROWS, signal: cancellation.signal }
  const running = run(csvSource(await write(`cancel-${String(last)}.csv`), options), benign, {
    pack: async (part, observing) => {
      await observing
      part.release()
    },
    write: () => {
      written += 1
      if (written === last) cancellation.abort()
      return Promise.resolve()
    },
  })
  await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  expect(written).toBe(last)
})

test('closes its source when the detector cannot be loaded', async () => {
  const source = csvSource(await write('unloaded.csv'), {})
  let is_closed = false
  const watched = {
    ...source,
    close: () => {
      is_closed = true
      return source.close()
    },
  }
  const sink = { pack: () => Promise.resolve(), write: () => Promise.resolve() }
  await expect(run(watched, Promise.reject(new Error('refused')), sink)).rejects.toThrow('refused')
  expect(is_closed).toBe(true)
})

describe('while its source is silent', () => {
  /** Gives the first part of a file, and then nothing until it is closed. */
  async function silent(name: string) {
    const source = csvSource(await write(name), { batch_rows: BATCH_ROWS })
    const closed = Promise.withResolvers<undefined>()
    async function* parts() {
      for await (const part of source.parts) {
        yield part
        break
      }
      await closed.promise
    }
    const close = () => {
      closed.resolve(undefined)
      return source.close()
    }
    return { is_endless: true, parts: parts(), close }
  }

  test('a run writes what it has', async () => {
    const source = await silent('silent.csv')
    const written = Promise.withResolvers<undefined>()
    const running = run(source, benign, {
      pack: async (_, observing) => observing,
      write: () => {
        written.resolve(undefined)
        return Promise.resolve()
      },
    })
    await written.promise
    await source.close()
    await running
  })

  test('a run ends when its sink fails', async () => {
    const source = await silent('silent-failure.csv')
    const sink = { pack: () => Promise.resolve(), write: () => Promise.reject(new Error('full')) }
    await expect(run(source, benign, sink)).rejects.toThrow('full')
  })
})
