import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

import { featuresOf } from './flow-row.ts'
import { type Conversation, flood, login, nameLookup, probe } from './packets.ts'

type Recipe = (serial: number, pace: number) => Conversation

/** What is in a capture, in a pattern that repeats: benign lookups, a flood, a scan, and logins. */
const MIX: readonly (readonly [times: number, recipe: Recipe, label: string])[] = [
  [10, nameLookup, 'BENIGN'],
  [4, flood, 'DDoS'],
  [4, probe, 'Portscan'],
  [2, login, 'SSH-Patator'],
]
const PATTERN = MIX.flatMap(([times, recipe, label]) => Array.from({ length: times }, () => ({ recipe, label })))

const FIRST_FLOW_MS = Date.UTC(2024, 4, 6, 9, 0, 0)
const STEP_MS = 1500

export interface CaptureOptions {
  readonly flows: number
  /** Other captures of the same length differ in it, and so in their hash. */
  readonly seed?: number
  /** Lines to put in as they are, each before the flow of that number. */
  readonly extra_lines?: Readonly<Record<number, string>>
  /** How often all rows stand in the file; makes a long one in a short time. */
  readonly repeat?: number
}

/** Writes a made-up capture, compressed when its name says so. Rows come from a pattern and a seed, from no dataset. */
export async function writeCapture(path: string, options: CaptureOptions): Promise<string> {
  const lines = Readable.from(linesOf(options))
  if (path.endsWith('.gz')) await pipeline(lines, createGzip(), createWriteStream(path))
  else await pipeline(lines, createWriteStream(path))
  return path
}

/** The header, and the first flow of a capture as its cells. */
export function headerAndRow(): { header: string[]; row: string[] } {
  const { header, cells } = rowOf(0, 0)
  return { header, row: cells }
}

function* linesOf({ flows, seed = 0, extra_lines = {}, repeat = 1 }: CaptureOptions): Generator<string> {
  yield `${rowOf(0, seed).header.join(',')}
`
  const lines = Array.from({ length: flows }, (_, serial) => {
    const extra = extra_lines[serial]
    return `${
      extra === undefined
        ? ''
        : `${extra}
`
    }${rowOf(serial, seed).cells.join(',')}
`
  })
  const block = lines.join('')
  for (let turn = 0; turn < repeat; turn += 1) yield block
}

function rowOf(serial: number, seed: number): { header: string[]; cells: string[] } {
  const { recipe, label } = PATTERN[serial % PATTERN.length] ?? { recipe: nameLookup, label: 'BENIGN' }
  const flow = recipe(serial, 0.9 + 0.2 * unitNoise(serial, seed))
  const time = new Date(FIRST_FLOW_MS + serial * STEP_MS).toISOString().replace('T', ' ').replace('Z', '000')
  const features = featuresOf(flow)
  const ends = [flow.source_ip, flow.destination_ip, flow.source_port, flow.destination_port, flow.protocol]
  return {
    header: [
      ...'Flow ID,Src IP,Src Port,Dst IP,Dst Port,Protocol,Timestamp'.split(','),
      ...Object.keys(features),
      'Label',
    ],
    cells: [
      ends.join('-'),
      ...[flow.source_ip, flow.source_port, flow.destination_ip, flow.destination_port, flow.protocol].map(String),
      time,
      ...Object.values(features).map(String),
      label,
    ],
  }
}

/** A number from 0 to 1 that looks random and is the same for the same arguments. */
function unitNoise(serial: number, seed: number): number {
  let bits = Math.imul(serial + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d)
  return ((bits ^ (bits >>> 13)) >>> 0) / 2 ** 32
}
