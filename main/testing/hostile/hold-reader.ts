import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'

import { AnomalyError } from '../../../contract/errors.ts'
import { previewLayout } from '../../sources/csv/preview.ts'
import { readLayout, type ReadOptions } from '../../sources/csv/read-flows.ts'
import { FEATURE_NAMES } from '../../flow/features.ts'
import { readAll, type ReadCapture } from '../read.ts'
import { expectedFeatures, expectedLines } from './expected.ts'

/** How reading a file ended. */
export interface Outcome {
  /** `read`, or the code of the refusal. */
  readonly ended: string
  readonly flows: number
  readonly rejected: number
}

const LONGEST_TOLD_CHARS = 121

/**
 * Reads a file in every way and holds what comes out against what is in it: each line that is not blank is one flow
 * with the numbers of its cells or one rejected row, whichever way rows go and however large batches are; or the file
 * is refused with a sentence.
 * @throws AssertionError that tells what does not hold
 */
export async function holdReader(path: string): Promise<Outcome> {
  const prototype = Object.getOwnPropertyNames(Object.prototype).sort()
  const read = await tryReading(path)
  assert.deepEqual(await tryReading(path, { is_general_only: true }), read, 'the general way reads other flows')
  const small = await tryReading(path, { batch_rows: 3, keep_lines: true })
  const preview = await refusalOf(previewLayout(path))
  assert.deepEqual(
    Object.getOwnPropertyNames(Object.prototype).sort(),
    prototype,
    'the prototype of objects was changed',
  )
  if (read instanceof Refusal) {
    assert.deepEqual(small, read, 'in small batches the file is refused otherwise')
    return { ended: read.code, flows: 0, rejected: 0 }
  }
  assert(!(small instanceof Refusal), 'in small batches the file is refused')
  assert.deepEqual(small.flows, read.flows, 'small batches hold other flows')
  assert.deepEqual(small.rejected, read.rejected, 'small batches reject other rows')
  assert.equal(preview, null, 'the preview refuses what the import reads')
  assert(read.bytes_read <= (await stat(path)).size, 'more bytes were read than the file has')
  await holdRows(path, read)
  return { ended: 'read', flows: read.flows.length, rejected: read.rejected.length }
}

async function holdRows(path: string, { flows, rejected }: ReadCapture): Promise<void> {
  const { layout } = await readLayout(path)
  const lines = await expectedLines(path)
  for (const line of [...lines.keys()].slice(0, layout.lines_before_rows)) lines.delete(line)
  holdOrder('flows', flows)
  holdOrder('rejected rows', rejected)
  const features_by_line = new Map(flows.map(({ line_number, features }) => [line_number, features]))
  const rejected_lines = new Set(rejected.map(({ line_number }) => line_number))
  for (const [number, line] of lines) {
    const expected = expectedFeatures(line, layout)
    const features = features_by_line.get(number)
    const is_rejected = rejected_lines.has(number)
    assert(is_rejected || features !== undefined, `line ${String(number)} is told neither as a flow nor as rejected`)
    assert(!is_rejected || features === undefined, `line ${String(number)} is told as a flow and as rejected`)
    assert(
      is_rejected === (expected === null),
      `line ${String(number)} is ${is_rejected ? 'rejected' : 'a flow'} wrongly`,
    )
    expected?.forEach((value, index) => {
      const given = features?.[index]
      const name = FEATURE_NAMES[index] ?? ''
      assert(Object.is(given, value), `line ${String(number)} has ${String(given)} as ${name}, not ${String(value)}`)
    })
  }
  assert.equal(flows.length + rejected.length, lines.size, 'rows are told that no line holds')
  for (const { line_number, column, value, reason } of rejected) {
    assert.notEqual(reason, '', `line ${String(line_number)} is rejected without a reason`)
    const longest = Math.max(value.length, column?.length ?? 0)
    assert(longest <= LONGEST_TOLD_CHARS, `line ${String(line_number)} is told with ${String(longest)} characters`)
  }
}

function holdOrder(what: string, rows: readonly { readonly line_number: number }[]): void {
  rows.forEach(({ line_number }, at) => {
    assert(line_number > (rows[at - 1]?.line_number ?? 0), `${what} are out of order at line ${String(line_number)}`)
  })
}

/** A refusal as it is told; two of them can be held against each other. */
class Refusal {
  readonly code: string
  readonly sentence: string

  constructor({ code, message }: AnomalyError) {
    this.code = code
    this.sentence = message
  }
}

async function tryReading(path: string, options: ReadOptions = {}): Promise<ReadCapture | Refusal> {
  let read: ReadCapture | undefined
  const refusal = await refusalOf(readAll(path, options).then((all) => (read = all)))
  if (refusal !== null) return refusal
  assert(read !== undefined)
  return read
}

async function refusalOf(work: Promise<unknown>): Promise<Refusal | null> {
  try {
    await work
    return null
  } catch (error) {
    assert(error instanceof AnomalyError, `an error that is none of ours: ${String(error)}`)
    assert(['unreadable_file', 'unknown_dialect'].includes(error.code), `it is refused as ${error.code}`)
    assert.match(error.message, /^.{20,}\.$/su, 'it is refused without a sentence')
    assert(error.message.length < 2000, `it is refused with ${String(error.message.length)} characters`)
    return new Refusal(error)
  }
}
