import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'

import { csvCell } from '../../contract/csv.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { openOutputFile, type OutputFile } from '../files/output-file.ts'
import { isStandardOutputTaken, STANDARD_OUTPUT } from '../files/output-place.ts'
import { refuseSameFiles } from '../files/same-file.ts'
import { headerOf } from '../sources/packets/columns.ts'
import type { Convention } from '../sources/packets/convention.ts'
import { FlowRows } from '../sources/packets/flow-row.ts'
import { LabelSchedule } from '../sources/packets/label-schedule.ts'
import { type MeteredFile, meterFile } from '../sources/packets/meter-file.ts'
import { meterNotices } from '../sources/packets/meter-notices.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, printJson, tell } from './output.ts'
import { stopsBySignal } from './signals.ts'

export interface MeterCommandOptions {
  readonly out: string
  readonly convention: Convention
  readonly fileOrder?: boolean
  readonly labels?: string
  readonly json?: boolean
}

/** Characters of rows that are collected before they are written. */
const WRITTEN_CHARACTERS = 1 << 20

/** Meters packet captures into a CSV file of flows, as the flow meter of the convention writes it. */
export async function meter(files: readonly string[], options: MeterCommandOptions): Promise<void> {
  const out_path = options.out === STANDARD_OUTPUT ? options.out : resolve(options.out)
  const inputs = [...files, ...(options.labels === undefined ? [] : [options.labels])].map((file) => resolve(file))
  await refuseSameFiles(inputs, [out_path], 'The captures, --labels and --out must be different files.')
  const is_stdout_taken = await isStandardOutputTaken([out_path])
  if (is_stdout_taken && options.json === true) {
    throw new AnomalyError(
      'invalid_input',
      'With --json, standard output is reserved for the JSON object. Give a file for --out.',
    )
  }
  const schedule = options.labels === undefined ? null : await readSchedule(options.labels)
  const signal = stopsBySignal()
  const started_ms = performance.now()
  const out = await openOutputFile(out_path, { signal })
  try {
    await out.write(`${headerOf(options.convention)}\n`)
    const captures: (MeteredFile & { name: string; flows: number })[] = []
    for (const file of files) {
      const metered = await namingRefusals(file, meterInto(out, file, options, schedule, signal))
      captures.push({ name: basename(file), ...metered })
      for (const notice of meterNotices(metered)) tell(`${basename(file)}: ${notice}`)
    }
    await out.commit()
    const flows = captures.reduce((sum, each) => sum + each.flows, 0)
    const elapsed_ms = Math.round(performance.now() - started_ms)
    if (options.json === true) {
      printJson({ convention: options.convention, flows, elapsed_ms, captures })
      return
    }
    const say = is_stdout_taken ? tell : print
    say(
      `${String(flows)} flows of convention "${options.convention}" written to ${is_stdout_taken ? 'standard output' : options.out}, in ${(elapsed_ms / 1000).toFixed(1)} s`,
    )
  } catch (error) {
    await out.discard()
    throw error
  }
}

async function meterInto(
  out: OutputFile,
  file: string,
  { convention, fileOrder }: MeterCommandOptions,
  schedule: LabelSchedule | null,
  signal: AbortSignal,
): Promise<MeteredFile & { flows: number }> {
  const rows = new FlowRows(convention)
  let flows = 0
  let text = ''
  const metered = await meterFile(
    resolve(file),
    { convention, is_file_order: fileOrder === true },
    (flow) => {
      flows += 1
      const label = schedule?.labelOf(flow)
      text += `${rows.row(flow, label === undefined ? undefined : csvCell(label))}\n`
    },
    async () => {
      if (text.length < WRITTEN_CHARACTERS) return
      const written = text
      text = ''
      await out.write(written)
    },
    signal,
  )
  await out.write(text)
  return { ...metered, flows }
}

async function readSchedule(path: string): Promise<LabelSchedule> {
  const text = await readFile(resolve(path), 'utf8').catch((cause: unknown) => {
    throw new AnomalyError('unreadable_file', `${path} cannot be read. Check that it is a file and may be read.`, {
      cause,
    })
  })
  return LabelSchedule.parse(text)
}
