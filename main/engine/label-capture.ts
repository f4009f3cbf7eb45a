import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { once } from 'node:events'

import type { Instrument } from '../../contract/captures.ts'
import { csvLine } from '../../contract/csv.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { CellTotals } from '../capture/cell-totals.ts'
import type { MissingCells } from '../capture/missing-cells.ts'
import type { UnreadCells } from '../capture/unread-cells.ts'
import type { RejectedRow } from '../capture/flow-batch.ts'
import type { Layout } from '../capture/layout.ts'
import { ClassifiedTally } from '../capture/nothing-classified.ts'
import { linesWithSuffixes } from '../capture/row-lines.ts'
import type { Separators } from '../capture/separators.ts'
import { splitCells } from '../capture/split-cells.ts'
import { verdictNames } from '../flow/novelty.ts'
import type { Classifier } from './classifier.ts'
import type { LabelCaptureParams, LabelCaptureResult } from './protocol.ts'
import { reasonCells } from './reason-cells.ts'
import { readAhead } from './read-ahead.ts'

/**
 * Writes a capture again with the columns `threat_type` and `confidence` added, and the rejected rows beside it.
 * When asked for, `reason_1`, `reason_2`, ... follow. Rows keep the bytes they came with. Each file appears under its name only when it is complete.
 */
export async function labelCapture(
  loading: Promise<Classifier>,
  { path, out_path, rejects_path, reasons = 0, novelty_budget }: LabelCaptureParams,
  signal: AbortSignal,
): Promise<LabelCaptureResult> {
  const reading = readAhead(path, { keep_lines: true, signal })
  let out: OutputFile | null = null
  let rejects: OutputFile | null = null
  const flows_by_threat_type = new Map<string, number>()
  let classified = 0
  let rejected = 0
  let sha256 = ''
  let has_header = false
  const tally = new ClassifiedTally()
  const missing = new CellTotals<MissingCells>()
  const unread = new CellTotals<UnreadCells>()
  let instrument: Instrument = 'unknown'
  let notices: readonly string[] = []
  try {
    const classifier = await loading
    const classes = verdictNames(classifier.manifest.classes)
    out = await OutputFile.open(out_path)
    if (rejects_path !== null) rejects = await OutputFile.open(rejects_path)
    await rejects?.write('line_number,column,value,reason\n')
    let written: Promise<void> = Promise.resolve()
    // One is written to the disk while the other is filled.
    let memory: ArrayBuffer | undefined
    let memory_on_its_way: ArrayBuffer | undefined
    for await (const part of reading.parts) {
      if (!has_header) {
        await out.write(headerOf(part.layout, reasons))
        has_header = true
      }
      const { batch } = part
      tally.add(batch.rows, part.rejected)
      missing.add(part.missing)
      unread.add(part.unread)
      ;({ notices } = part.layout)
      ;({ instrument } = part.layout.dialect)
      const predictions = await classifier.classify(batch.features, batch.rows, batch, {
        instrument: part.layout.dialect.instrument,
        novelty_budget,
      })
      const { threat_types, confidences } = predictions
      const reasonsOf = reasons === 0 ? null : await reasonCells(classifier, batch, predictions, reasons)
      for (const threat_type of threat_types) {
        const name = classes[threat_type]!
        flows_by_threat_type.set(name, (flows_by_threat_type.get(name) ?? 0) + 1)
      }
      if (part.lines !== null) {
        const { delimiter } = part.layout.separators
        const { separators } = part.layout
        const suffixes = classes.map((name) => `${delimiter}${cellOf(name, separators)}${delimiter}`)
        const labelled = linesWithSuffixes(
          part.lines,
          (row) => {
            const cells = reasonsOf?.(row).map((text) => delimiter + cellOf(text, separators)) ?? []
            return `${suffixes[threat_types[row]!]!}${confidences[row]!.toFixed(6)}${cells.join('')}`
          },
          memory,
        )
        // The disk takes one part while the next one is classified.
        await written
        written = out.write(labelled)
        written.catch(() => undefined)
        memory = memory_on_its_way
        memory_on_its_way = labelled.buffer
      }
      if (part.rejected.length > 0) await rejects?.write(part.rejected.map(rejectedLine).join(''))
      classified += batch.rows
      rejected += part.rejected.length
      sha256 = part.sha256 ?? ''
      part.release()
    }
    await written
    // The rejected rows tell why.
    await rejects?.commit()
    tally.refuseNothing()
    await out.commit()
  } catch (error) {
    await out?.discard()
    await rejects?.discard()
    throw error
  } finally {
    await reading.stop()
  }
  const by_threat_type = Object.fromEntries(flows_by_threat_type)
  return {
    ...{ sha256, rows_read: classified + rejected, classified, rejected, by_threat_type },
    ...{ instrument, notices, missing: missing.list(), unread: unread.list() },
  }
}

/**
 * The header of the labelled copy, with a name for each cell of its rows, so that the copy can be read again; a file
 * without one gets the names its columns are read by.
 */
function headerOf({ header_line, columns, separators }: Layout, reasons: number): Buffer {
  const { delimiter } = separators
  const added = ['threat_type', 'confidence', ...Array.from({ length: reasons }, (_, at) => `reason_${String(at + 1)}`)]
  const own = header_line === null ? columns.names.join(delimiter) : alignedLine(header_line, columns.names, separators)
  return Buffer.from(`${[own, ...added].join(delimiter)}\n`, 'latin1')
}

/** The header line with as many cells as the rows have: some writers leave out the first or last one, or write it alone. */
function alignedLine(line: string, names: readonly string[], separators: Separators): string {
  const { delimiter } = separators
  const { length } = splitCells(line, separators).cells
  if (length === names.length) return line
  if (length > names.length) return line.slice(0, line.lastIndexOf(delimiter))
  return names[0] === '' ? delimiter + line : line + delimiter
}

/** A cell of the labelled copy. */
function cellOf(text: string, { delimiter, quote: mark }: Separators): string {
  return text.includes(delimiter) || text.includes(mark) ? mark + text.replaceAll(mark, mark + mark) + mark : text
}

function rejectedLine({ line_number, column, value, reason }: RejectedRow): string {
  return csvLine([String(line_number), column ?? '', value, reason])
}

/** A file that appears under its name only when it is complete. */
class OutputFile {
  readonly #path: string
  readonly #partial_path: string
  readonly #stream: WriteStream

  private constructor(path: string, partial_path: string, stream: WriteStream) {
    this.#path = path
    this.#partial_path = partial_path
    this.#stream = stream
    // The write that fails tells it; an error event without a listener would end the engine.
    stream.on('error', () => undefined)
  }

  static async open(path: string): Promise<OutputFile> {
    const partial_path = `${path}.partial`
    const stream = createWriteStream(partial_path)
    try {
      await once(stream, 'open')
    } catch (cause) {
      throw new AnomalyError(
        'unreadable_file',
        `${path} cannot be written. Check that its folder is there and writable.`,
        {
          cause,
        },
      )
    }
    return new OutputFile(path, partial_path, stream)
  }

  /** @throws AnomalyError `unreadable_file` when the disk does not take it */
  write(text: string | Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(text, (cause) => {
        if (cause == null) resolve()
        else reject(new AnomalyError('unreadable_file', `Writing ${this.#path} failed: ${cause.message}.`, { cause }))
      })
    })
  }

  async commit(): Promise<void> {
    this.#stream.end()
    await finished(this.#stream)
    await rename(this.#partial_path, this.#path)
  }

  async discard(): Promise<void> {
    this.#stream.destroy()
    await rm(this.#partial_path, { force: true })
  }
}
