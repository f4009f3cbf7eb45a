import type { Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'

import { notCsvBecause } from '../csv/file-kind.ts'
import { detectEncoding } from '../csv/text-encoding.ts'
import { packedFormatOf } from '../packed-format.ts'
import { isPacketCapture } from '../packets/capture-reader.ts'
import { markOf, takenStamp } from './file-mark.ts'
import type { ClosedSegment } from './follower.ts'
import { LineUnits } from './line-units.ts'
import { PacketUnits } from './packet-units.ts'
import type { OpenSegment, SegmentFiles } from './segment-files.ts'
import { LONGEST_UNIT_BYTES, type UnitScanner } from './unit-scanner.ts'

const CHUNK_BYTES = 1 << 18
/** As many as tell what a file is. */
const START_BYTES = 64
const FEWEST_START_BYTES = 24
const NEWLINE = 0x0a

/** What a file consists of. `other` can be read as a whole alone, such as what is compressed. */
export type UnitKind = 'packets' | 'lines' | 'other'

/** What is to be cut out of a file. */
export interface CutRange {
  readonly path: string
  readonly stats: Stats
  readonly taken_byte: number
  readonly enough_bytes: number
  /** Whether what stands behind the last whole row or packet is taken too. */
  readonly with_tail: boolean
}

export interface CutPiece {
  /** Null when no whole row or packet is in it. */
  readonly segment: ClosedSegment | null
  readonly end_byte: number
  readonly mark: string
  /** Whether nothing whole is behind it. */
  readonly is_exhausted: boolean
}

/** Null for a file that is too short to tell. */
export async function unitKindOf(handle: FileHandle): Promise<UnitKind | null> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0)
  const start = buffer.subarray(0, bytesRead)
  if (start.length < FEWEST_START_BYTES) return null
  if (isPacketCapture(start)) return 'packets'
  const is_text = packedFormatOf(start) === null && detectEncoding(start) === 'single-byte'
  return is_text && notCsvBecause(start) === undefined ? 'lines' : 'other'
}

/** Whether the last line of a file has no end. */
export async function endsInLine(handle: FileHandle, size_bytes: number): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, size_bytes - 1)
  return bytesRead === 1 && buffer[0] !== NEWLINE
}

/** Cuts a file that grows into pieces, each of whole rows or packets behind the header that they are read by. */
export class FileCutter {
  readonly #kind: 'packets' | 'lines'
  readonly #units: UnitScanner
  #position = 0
  #is_stuck = false

  constructor(kind: 'packets' | 'lines') {
    this.#kind = kind
    this.#units = kind === 'packets' ? new PacketUnits() : new LineUnits()
  }

  /** Whether nothing behind what was cut can be told apart, whatever comes. */
  get is_over(): boolean {
    return this.#is_stuck || this.#units.is_damaged
  }

  /**
   * Writes what is whole behind the bytes that were taken to a segment of its own. System errors are of the file, others of
   * the segment.
   */
  async cut(handle: FileHandle, range: CutRange, files: SegmentFiles): Promise<CutPiece> {
    const { path, stats, taken_byte } = range
    await this.#advanceTo(handle, taken_byte, stats.size)
    const first_byte = this.#position
    const { head, contents } = this.#units
    const segment = await files.begin(pieceName(path, first_byte))
    try {
      if (head.length > 0) await segment.write(head)
      const is_exhausted = await this.#copyUnits(handle, range, segment)
      const has_tail =
        (range.with_tail || this.is_over) && is_exhausted && (await this.#copyTail(handle, range, segment))
      const end_byte = has_tail ? stats.size : this.#position
      const mark = await markOf(handle, end_byte)
      const has_contents = this.#units.contents > contents || (has_tail && this.#kind === 'lines')
      if (!has_contents) {
        await segment.discard()
        return { segment: null, end_byte, mark, is_exhausted }
      }
      const stamp = takenStamp(stats, mark)
      const closed = await segment.close({ path, first_byte, end_byte, stamp })
      return { segment: closed, end_byte, mark, is_exhausted }
    } catch (error) {
      await segment.discard().catch(() => undefined)
      throw error
    }
  }

  async #copyUnits(handle: FileHandle, { stats, enough_bytes }: CutRange, segment: OpenSegment): Promise<boolean> {
    for (let copied_bytes = 0; copied_bytes < enough_bytes;) {
      const units = await this.#next(handle, stats.size, enough_bytes - copied_bytes)
      if (units.length === 0) return true
      await segment.write(units)
      copied_bytes += units.length
    }
    return false
  }

  async #copyTail(handle: FileHandle, { stats }: CutRange, segment: OpenSegment): Promise<boolean> {
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
    let is_blank = true
    for (let at = this.#position; at < stats.size;) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, stats.size - at), at)
      if (bytesRead === 0) break
      const bytes = buffer.subarray(0, bytesRead)
      is_blank &&= bytes.toString('latin1').trim() === ''
      await segment.write(bytes)
      at += bytesRead
    }
    return !is_blank
  }

  /** Goes on behind what was taken: what stands there may be the rest of a line that was taken before it was whole. */
  async #advanceTo(handle: FileHandle, taken_byte: number, end_byte: number): Promise<void> {
    while (this.#position < taken_byte) {
      if ((await this.#next(handle, taken_byte, Infinity)).length === 0) break
    }
    if (this.#position >= taken_byte || this.#kind === 'packets') return
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, taken_byte)
    const ending = /^\r?\n/.exec(buffer.toString('latin1', 0, bytesRead))?.[0].length ?? 0
    // The line was whole but for its end.
    if (ending > 0) await this.#next(handle, Math.min(end_byte, taken_byte + ending), Infinity)
  }

  /** The next whole rows or packets before `end_byte`, which count as scanned; empty when there are none. */
  async #next(handle: FileHandle, end_byte: number, enough_bytes: number): Promise<Buffer> {
    if (this.is_over) return Buffer.alloc(0)
    for (let length = CHUNK_BYTES; ; length *= 4) {
      const wanted = Math.min(length, end_byte - this.#position)
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafeSlow(wanted), 0, wanted, this.#position)
      const scanned = this.#units.scan(buffer.subarray(0, bytesRead), enough_bytes)
      this.#position += scanned
      const is_all = bytesRead < length
      this.#is_stuck = scanned === 0 && !is_all && length > LONGEST_UNIT_BYTES
      if (scanned > 0 || is_all || this.#is_stuck || this.#units.is_damaged) return buffer.subarray(0, scanned)
    }
  }
}

/** Such as `conn-000000012345.log`. */
function pieceName(path: string, first_byte: number): string {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  const [, stem = '', ending = ''] = /^(.*?)(\.[A-Za-z0-9]+)?$/.exec(name) ?? []
  const safe = stem.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 80)
  return `${safe}-${String(first_byte).padStart(12, '0')}${ending}`
}
