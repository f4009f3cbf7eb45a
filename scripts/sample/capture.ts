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

export interface LabelledFlow {
  readonly start_us: number
  readonly flow: Flow
  readonly label: string
}

const MINUTE_US = 60e6
const LINES_AT_ONCE = 1000
/** Mean rows of the span of time that is held in memory and sorted; a span is a minute or an even part of one. */
const MOST_ROWS_IN_SPAN = 1000

/**
 * The lines of a simulated capture, each with its newline and some at a time. Only a short span of traffic is held,
 * so that memory stays flat for a file of any length. Rows are sorted by time except where a flow outlasts its span.
 */
export function* generateCapture(options: CaptureOptions): Generator<string> {
  const { layout, rows, faulty_rows = false } = options
  const header = layout === 'corrected' ? CORRECTED_HEADER : ORIGINAL_HEADER
  yield `${header}\n`
  let lines: string[] = []
  let id = 0
  for (const { flow, label } of generateFlows(options)) {
    id += 1
    const features = measureFlow(flow, layout)
    const line = layout === 'corrected' ? correctedRow(id, flow, features, label) : originalRow(flow, features, label)
    lines.push(`${line}\n`)
    if (faulty_rows) {
      if (id === Math.floor(rows * 0.25)) lines.push(`${withText(line)}\n`)
      if (id === Math.floor(rows * 0.5)) lines.push(`${header}\n`)
      if (id === Math.floor(rows * 0.75)) lines.push(`${cutShort(line)}\n`)
    }
    if (lines.length >= LINES_AT_ONCE) {
      yield lines.join('')
      lines = []
    }
  }
  yield lines.join('')
}

/** The flows of a simulated capture, in the order of its rows. */
export function* generateFlows(options: CaptureOptions): Generator<LabelledFlow> {
  const sources = sourcesOf(options)
  const spans_per_minute = Math.max(1, Math.ceil(options.rows / CAPTURE_MINUTES / MOST_ROWS_IN_SPAN))
  for (let span = 0; span < CAPTURE_MINUTES * spans_per_minute; span += 1) {
    yield* flowsOfSpan(sources, span, spans_per_minute, options.layout)
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

function flowsOfSpan(
  sources: readonly Source[],
  span: number,
  spans_per_minute: number,
  layout: Instrument,
): LabelledFlow[] {
  const span_us = Math.floor(MINUTE_US / spans_per_minute)
  const begin_us = CAPTURE_BEGIN_US + Math.floor((span * MINUTE_US) / spans_per_minute)
  const flows: LabelledFlow[] = []
  for (const source of sources) {
    const due = Math.round(source.rows * source.progress((span + 1) / spans_per_minute))
    while (source.written < due) {
      const start_us = begin_us + source.dice.integer(0, span_us - 1)
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
