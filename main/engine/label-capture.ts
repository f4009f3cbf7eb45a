import type { Instrument } from '../../contract/captures.ts'
import { csvCell, csvLine } from '../../contract/csv.ts'
import type { Observation } from '../detect/detector.ts'
import { modelDetector } from '../detect/model/model-detector.ts'
import { run } from '../runs/run.ts'
import type { MissingCells } from '../flow/missing-cells.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import { behaviourWatcher } from '../detect/behaviour/behaviour-watcher.ts'
import { openConversationFile } from '../sources/conversations/conversation-file.ts'
import { CellTotals } from '../sources/csv/cell-totals.ts'
import { openSource, type RowPart } from '../sources/open-source.ts'
import type { LackOptions } from '../sources/csv/columns.ts'
import { ClassifiedTally } from '../sources/csv/nothing-classified.ts'
import { linesWithSuffixes } from '../sources/csv/row-lines.ts'
import type { Separators } from '../sources/csv/separators.ts'
import { splitCells } from '../sources/csv/split-cells.ts'
import type { OddColumns } from '../sources/source.ts'
import { openOutputFile, type OutputFile } from '../files/output-file.ts'
import type { Classifier } from '../detect/model/classifier.ts'
import { findInConversations } from './find-in-conversations.ts'
import { findingsText } from './findings-text.ts'
import type { LabelCaptureParams, LabelCaptureResult } from './protocol.ts'
import { reasonCells } from '../detect/model/reason-cells.ts'

/**
 * Writes a capture again with the columns `threat_type` and `confidence` added, and the rejected rows beside it. When asked
 * for, `reason_1`, `reason_2`, ... follow. Each file appears under its name only when it is complete (`openOutputFile`).
 *
 * Header and rows keep the bytes they came with, whatever these are: the copy is the person's capture, for programs and
 * comparisons, and a changed cell would be another flow. Cells that a spreadsheet would run as a formula are in it as they
 * are in the capture. What is added, and the file of rejected rows, is written for a spreadsheet (contract/csv.ts).
 * Of a file of conversations only what is noticed is written.
 * @param progress called after each part
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `lacks_features`, `model_refused`, `cancelled`
 */
export async function labelCapture(
  loading: Promise<Classifier>,
  {
    path,
    out_path,
    rejects_path,
    findings_path = null,
    reasons = 0,
    novelty_budget,
    ...lack_options
  }: LabelCaptureParams & LackOptions,
  signal: AbortSignal,
  progress: () => void,
): Promise<LabelCaptureResult> {
  const conversations = await openConversationFile(path, { signal })
  if (conversations !== null) {
    loading.catch(() => undefined)
    return findInConversations(conversations, { findings_path, rejects_path }, signal, progress)
  }
  let out: OutputFile | null = null
  let rejects: OutputFile | null = null
  let findings: OutputFile | null = null
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
  let odd_columns: OddColumns = { duplicates: [], extras: [] }
  let written: Promise<void> = Promise.resolve()
  // One is written to the disk while the other is filled.
  let memory: ArrayBuffer | undefined
  let memory_on_its_way: ArrayBuffer | undefined

  const open = async () => {
    const classifier = await loading
    out = await openOutputFile(out_path, { signal })
    if (rejects_path !== null) rejects = await openOutputFile(rejects_path, { signal })
    if (findings_path !== null) findings = await openOutputFile(findings_path, { signal })
    await rejects?.write(csvLine(['line_number', 'column', 'value', 'reason']))
    return modelDetector(classifier, { novelty_budget })
  }

  const pack = async (part: RowPart, observing: Promise<Observation>): Promise<Labelled> => {
    const observation = await observing
    const reasonsOf = reasons === 0 ? null : await reasonCells(await loading, part.batch, observation, reasons)
    return { part, observation, reasonsOf }
  }

  const write = async ({ part, observation, reasonsOf }: Labelled) => {
    const { threat_types, confidences, class_names } = observation
    if (!has_header) {
      await out?.write(headerOf(part.layout, reasons))
      has_header = true
    }
    tally.add(part.batch.rows, part.rejected)
    missing.add(part.missing)
    unread.add(part.unread)
    ;({ instrument, notices, odd_columns } = part.facts)
    for (const threat_type of threat_types) {
      const name = class_names[threat_type]!
      flows_by_threat_type.set(name, (flows_by_threat_type.get(name) ?? 0) + 1)
    }
    if (part.lines !== null) {
      const { delimiter, quote } = part.layout.separators
      const suffixes = class_names.map((name) => `${delimiter}${csvCell(name, delimiter, quote)}${delimiter}`)
      const labelled = linesWithSuffixes(
        part.lines,
        (row) => {
          const cells = reasonsOf?.(row).map((text) => delimiter + csvCell(text, delimiter, quote)) ?? []
          return `${suffixes[threat_types[row]!]!}${confidences[row]!.toFixed(6)}${cells.join('')}`
        },
        memory,
      )
      // The disk takes one part while the next one is classified.
      await written
      written = out?.write(labelled) ?? Promise.resolve()
      written.catch(() => undefined)
      memory = memory_on_its_way
      memory_on_its_way = labelled.buffer
    }
    const lines = part.rejected.map(({ line_number, column, value, reason }) =>
      csvLine([line_number, column, value, reason]),
    )
    if (lines.length > 0) await rejects?.write(lines.join(''))
    classified += part.batch.rows
    rejected += part.rejected.length
    sha256 = part.sha256 ?? ''
    part.release()
    progress()
  }

  try {
    // It is awaited once the source is open, which may fail before.
    loading.catch(() => undefined)
    const watcher = findings_path === null ? null : behaviourWatcher()
    await run(
      await openSource(path, { ...lack_options, keep_lines: true, signal }),
      open(),
      { pack, write },
      watcher === null ? [] : [watcher],
    )
    await written
    if (watcher !== null) await put(findings, findingsText(sha256, watcher.close()))
    // The rejected rows tell why.
    await commit(rejects)
    tally.refuseNothing()
    await commit(findings)
    await commit(out)
  } catch (error) {
    await discard(out)
    await discard(rejects)
    await discard(findings)
    throw error
  }
  const by_threat_type = Object.fromEntries(flows_by_threat_type)
  return {
    ...{ sha256, rows_read: classified + rejected, classified, conversations: 0, rejected, by_threat_type },
    ...{ instrument, notices, odd_columns, missing: missing.list(), unread: unread.list() },
  }
}

/** A part with what is written of it. */
interface Labelled {
  readonly part: RowPart
  readonly observation: Observation
  readonly reasonsOf: Awaited<ReturnType<typeof reasonCells>> | null
}

const put = (file: OutputFile | null, text: string) => file?.write(text)
const commit = (file: OutputFile | null) => file?.commit()
const discard = (file: OutputFile | null) => file?.discard()

/**
 * The header of the labelled copy, with a name for each cell of its rows, so that the copy can be read again; a file
 * without one gets the names its columns are read by.
 */
function headerOf({ header_line, columns, separators }: RowPart['layout'], reasons: number): Buffer {
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
