import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

import { describe, expect, test } from 'vitest'

import { sharedData } from '../../testing/shared-data.ts'
import { CaptureMeter } from './capture-meter.ts'
import { headerOf } from './columns.ts'
import { type Convention, CONVENTIONS } from './convention.ts'
import { FlowRows } from './flow-row.ts'

/** Captures of public collections with the rows that the reference tools give for them. */
const SHARED = sharedData('meter/', import.meta.filename)
const FOLDER = SHARED ?? ''
const is_there = SHARED !== null
const files = is_there ? readdirSync(`${FOLDER}pcap`).filter((name) => /\.pcap(ng)?(\.gz)?$/.test(name)) : []

function unpacked(path: string): Buffer {
  const bytes = readFileSync(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

/** Rows that the reference makes of frames that are not IPv4. */
function artefacts(): ReadonlySet<string> {
  const lines = readFileSync(`${FOLDER}artefacts.tsv`, 'utf8').trimEnd().split('\n').slice(1)
  return new Set(lines.map((line) => line.replaceAll('\t', '|')))
}

function rowsOf(path: string, convention: Convention): string[] {
  const [header, ...rows] = unpacked(path).toString().trimEnd().split('\n')
  expect(header).toBe(headerOf(convention))
  return rows
}

/** What the reference gives for the file as it is. */
function plainRows(name: string, convention: Convention): string[] {
  const left_out = artefacts()
  return rowsOf(`${FOLDER}csv/${convention}/${name}.csv.gz`, convention).filter((row) => {
    const cells = row.split(',')
    return !left_out.has([name, convention, cells[0], cells[6]].join('|'))
  })
}

/** What it gives for the same packets behind a plain Ethernet header, where that is something else. */
function expectedRows(name: string, convention: Convention): string[] {
  const normalised = `${FOLDER}normalised/${convention}/${name}.csv.gz`
  return existsSync(normalised) ? rowsOf(normalised, convention) : plainRows(name, convention)
}

/**
 * Captures in which frames with a VLAN tag have a trailer: it is counted as the reference counts it in the file as it is,
 * while the rows for plain Ethernet are without tags and trailers.
 */
const WITH_TAGGED_TRAILERS = ['c09-padding-vlan-snap.pcap', 'vlan-mpls.pcap']

function meteredRows(name: string, convention: Convention): string[] {
  const rows = new FlowRows(convention)
  const lines: string[] = []
  const meter = new CaptureMeter({ convention, is_file_order: true }, (flow) => {
    // The reference has no rows for ICMPv6.
    if (flow.protocol !== 58) lines.push(rows.row(flow))
  })
  const bytes = unpacked(`${FOLDER}pcap/${name}`)
  for (let at = 0; at < bytes.length; at += 100_003) meter.push(bytes.subarray(at, at + 100_003))
  expect(meter.drain(Number.POSITIVE_INFINITY)).toBe(false)
  const { packets } = meter.report()
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

const keyOf = (row: string) => [0, 1, 6, 7].map((column) => row.split(',')[column]).join('|')

describe.skipIf(!is_there).each(CONVENTIONS)('%s: flows are those of the reference, bit by bit', (convention) => {
  test.each(files)('%s', (file) => {
    const name = file.replace(/\.gz$/, '')
    const metered = comparable(meteredRows(file, convention))
    const expected = comparable(expectedRows(name, convention))
    if (!WITH_TAGGED_TRAILERS.includes(name)) {
      expect(metered).toEqual(expected)
      return
    }
    expect(metered.map(keyOf)).toEqual(expected.map(keyOf))
    const known = new Set([...expected, ...comparable(plainRows(name, convention))])
    expect(metered.filter((row) => !known.has(row))).toEqual([])
  })
})
