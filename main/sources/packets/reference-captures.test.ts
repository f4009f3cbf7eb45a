import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { CaptureMeter } from './capture-meter.ts'
import { headerOf } from './columns.ts'
import { type Convention, ConventionSchema } from './convention.ts'
import { FlowRows } from './flow-row.ts'

/** Captures of public collections with the rows that the reference tools give for them; not part of the repository. */
const FOLDER = new URL('../../../../shared/data/meter/', import.meta.url).pathname
const is_there = existsSync(FOLDER)
const names = is_there ? readdirSync(`${FOLDER}pcap`).filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name)) : []

function unpacked(path: string): Buffer {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Rows that the reference makes of frames that are not IPv4. */
function artefacts(): ReadonlySet<string> {
  const lines = readFileSync(`${FOLDER}artefacts.tsv`, 'utf8').trimEnd().split('\n').slice(1)
  return new Set(lines.map((line) => line.replaceAll('\t', '|')))
}

function expectedRows(name: string, convention: Convention): string[] {
  const plain = name.replace(/\.gz$/, '')
  const normalised = `${FOLDER}normalised/${convention}/${plain}.csv.gz`
  const is_normalised = existsSync(normalised)
  const path = is_normalised ? normalised : `${FOLDER}csv/${convention}/${plain}.csv.gz`
  const [header, ...rows] = unpacked(path).toString().trimEnd().split('\n')
  expect(header).toBe(headerOf(convention))
  if (is_normalised) return rows
  const left_out = artefacts()
  return rows.filter((row) => {
    const cells = row.split(',')
    return !left_out.has([plain, convention, cells[0], cells[6]].join('|'))
  })
}

function meteredRows(name: string, convention: Convention): string[] {
  const rows = new FlowRows(convention)
  const lines: string[] = []
  const meter = new CaptureMeter({ convention, is_file_order: true }, (flow) => {
    // The reference has no rows for ICMPv6.
    if (flow.protocol !== 58) lines.push(rows.row(flow, 'NeedManualLabel'))
  })
  const bytes = unpacked(`${FOLDER}pcap/${name}`)
  for (let at = 0; at < bytes.length; at += 100_003) meter.push(bytes.subarray(at, at + 100_003))
  const { packets } = meter.finish()
  expect(packets.read).toBe(packets.metered + packets.not_ip + packets.undecodable + packets.cut)
  return lines
}

/** Texts as they are, numbers as numbers: `1.0E-4` and `1e-4` are one. */
function comparable(rows: readonly string[]): string[] {
  return rows
    .map((row) => {
      const [id, source, source_port, destination, destination_port, protocol, time, ...measures] = row.split(',')
      const key = [id, source, source_port, destination, destination_port, protocol, time]
      return [...key, ...measures.map((cell) => (cell === 'NeedManualLabel' ? cell : String(Number(cell))))].join(',')
    })
    .sort()
}

describe.runIf(is_there)('rows are those of the reference, bit by bit', () => {
  for (const convention of ConventionSchema.options) {
    test.each(names)(`${convention}: %s`, (name) => {
      expect(comparable(meteredRows(name, convention))).toEqual(comparable(expectedRows(name, convention)))
    })
  }
})

test.runIf(!is_there)('the captures of the reference are not on this machine', () => {
  expect(names).toEqual([])
})
