import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

import { attackConversation } from './attacks.ts'
import { benignConversation } from './benign.ts'
import { Dice } from './dice.ts'
import { cutFlows, type Flow } from './flow-cut.ts'
import { measureFlow } from './flow-features.ts'
import type { Instrument } from './instrument.ts'
import { labelOf } from './labels.ts'
import { CORRECTED_HEADER, correctedRow } from './layout-corrected.ts'
import { ORIGINAL_HEADER, originalRow } from './layout-original.ts'
import type { Conversation } from './packet.ts'
import {
  type Attack,
  attackProgress,
  ATTACKS_OF_THE_DAY,
  benignProgress,
  CAPTURE_BEGIN_US,
  CAPTURE_MINUTES,
} from './scenario.ts'

export interface CaptureOptions {
  /** The release whose columns, number formats and flow meter the file shows. */
  readonly layout: Instrument
  /** Rows after the header, faulty ones not counted. */
  readonly rows: number
  readonly seed: number
  /** Attacks of the day; the rows that their shares leave are benign. */
  readonly attacks?: readonly Attack[]
  /** Rows that no reader can accept, for showing how they are rejected: a text among numbers, a row cut short, the header again. */
  readonly faulty_rows?: boolean
}

/** One activity and how many rows it has put out. */
interface Source {
  readonly label: string
  readonly rows: number
  readonly progress: (minute: number) => number
  readonly play: (start_us: number) => Conversation
  readonly dice: Dice
  written: number
}

interface LabelledFlow {
  readonly start_us: number
  readonly flow: Flow
  readonly label: string
}

const MINUTE_US = 60e6

/**
 * The lines of a simulated capture, a minute of it at a time and each with its newline, so that a file of any length
 * is written in constant memory. Rows are sorted by time except where a flow outlasts its minute.
 */
export function* generateCapture(options: CaptureOptions): Generator<string> {
  const { layout, rows, faulty_rows = false } = options
  const header = layout === 'corrected' ? CORRECTED_HEADER : ORIGINAL_HEADER
  yield `${header}\n`
  const sources = sourcesOf(options)
  let id = 0
  for (let minute = 0; minute < CAPTURE_MINUTES; minute += 1) {
    const lines: string[] = []
    for (const { flow, label } of flowsOfMinute(sources, minute, layout)) {
      id += 1
      const features = measureFlow(flow, layout)
      const line = layout === 'corrected' ? correctedRow(id, flow, features, label) : originalRow(flow, features, label)
      lines.push(`${line}\n`)
      if (faulty_rows) {
        if (id === Math.floor(rows * 0.25)) lines.push(`${withText(line)}\n`)
        if (id === Math.floor(rows * 0.5)) lines.push(`${header}\n`)
        if (id === Math.floor(rows * 0.75)) lines.push(`${cutShort(line)}\n`)
      }
    }
    if (lines.length > 0) yield lines.join('')
  }
}

/** Writes a simulated capture; a name that ends in `.gz` makes it gzip. Equal options write equal bytes. */
export async function writeCapture(path: string, options: CaptureOptions): Promise<void> {
  const lines = Readable.from(generateCapture(options))
  const file = createWriteStream(path)
  await (path.endsWith('.gz') ? pipeline(lines, createGzip({ level: 9 }), file) : pipeline(lines, file))
}

function sourcesOf({ layout, rows, seed, attacks = ATTACKS_OF_THE_DAY }: CaptureOptions): Source[] {
  const of_attacks = attacks.map((attack, index): Source => {
    const dice = new Dice(seed, index + 1)
    return {
      label: labelOf(attack.kind, layout),
      rows: Math.round(rows * attack.share),
      progress: (minute) => attackProgress(attack, minute),
      play: (start_us) => attackConversation(attack.kind, dice, start_us),
      dice,
      written: 0,
    }
  })
  const benign_rows = rows - of_attacks.reduce((sum, source) => sum + source.rows, 0)
  if (benign_rows < 0) throw new RangeError('The shares of the attacks add up to more than 1.')
  const dice = new Dice(seed, 0)
  const benign: Source = {
    label: labelOf(null, layout),
    rows: benign_rows,
    progress: benignProgress,
    play: (start_us) => benignConversation(dice, start_us),
    dice,
    written: 0,
  }
  return [benign, ...of_attacks]
}

function flowsOfMinute(sources: readonly Source[], minute: number, layout: Instrument): LabelledFlow[] {
  const flows: LabelledFlow[] = []
  for (const source of sources) {
    const due = Math.round(source.rows * source.progress(minute))
    while (source.written < due) {
      const start_us = CAPTURE_BEGIN_US + minute * MINUTE_US + source.dice.integer(0, MINUTE_US - 1)
      for (const flow of cutFlows(source.play(start_us), layout)) {
        const began_us = flow.packets[0]?.time_us ?? start_us
        // The corrected release holds no flow of a single instant.
        const is_instant = flow.packets.at(-1)?.time_us === began_us
        if (source.written === source.rows || (is_instant && layout === 'corrected')) continue
        flows.push({ start_us: began_us, flow, label: source.label })
        source.written += 1
      }
    }
  }
  return flows.sort((one, other) => one.start_us - other.start_us)
}

/** The row with a word where its duration should be, as a hand-edited file has it. */
function withText(line: string): string {
  const cells = line.split(',')
  cells[cells.length > 80 ? 8 : 1] = 'n/a'
  return cells.join(',')
}

/** The row as far as a full disk let it be written. */
function cutShort(line: string): string {
  return line.split(',').slice(0, 37).join(',')
}
