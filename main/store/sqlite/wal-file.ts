import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

const HEADER_BYTES = 32
const FRAME_HEADER_BYTES = 24
const MAGIC = 0x377f0682

/** What a write-ahead log holds; frames are numbered from 1. */
export interface WalState {
  /** Frames that are as they were written, one after another from the first. */
  readonly sound_frames: number
  /** Where it stops being what was written; null when nothing is amiss. */
  readonly damage: string | null
}

/**
 * Reads a write-ahead log as SQLite does (https://sqlite.org/fileformat2.html#walformat), and tells what SQLite passes
 * over in silence: it takes the log to end at the first frame whose checksum is wrong, whatever follows.
 * @param shm_path the index beside it; what it says of the last commit is there after a crash, but not after a power loss
 */
export function inspectWal(path: string, shm_path: string): WalState {
  const handle = openSync(path, 'r')
  try {
    return inspect((position, into) => readSync(handle, into, 0, into.length, position), lastCommit(shm_path))
  } finally {
    closeSync(handle)
  }
}

type Read = (position: number, into: Buffer) => number

function inspect(read: Read, committed: Commit | null): WalState {
  const header = Buffer.alloc(HEADER_BYTES)
  const header_bytes = read(0, header)
  const found = (sound_frames: number, damage: string | null): WalState => ({ sound_frames, damage })
  if (header_bytes === 0) {
    // It is empty after a checkpoint, and then nothing is committed in it.
    return found(0, committed === null || committed.frames === 0 ? null : 'it is empty')
  }
  const magic = header.readUInt32BE(0)
  const page_bytes = header.readUInt32BE(8)
  const is_wal = header_bytes === HEADER_BYTES && (magic & ~1) >>> 0 === MAGIC
  if (!is_wal || page_bytes < 512 || page_bytes > 65_536) return found(0, 'its header is damaged')
  const little_endian = (magic & 1) === 0
  let sum = checksum(header.subarray(0, 24), [0, 0], little_endian)
  if (sum[0] !== header.readUInt32BE(24) || sum[1] !== header.readUInt32BE(28)) return found(0, 'its header is damaged')
  const salts = header.subarray(16, 24)
  const is_of_index = committed?.salts.equals(salts) === true
  if (!is_of_index && committed !== null && committed.frames > 0) return found(0, 'it is not the log of this database')

  const frame = Buffer.alloc(FRAME_HEADER_BYTES + page_bytes)
  const is_ours = () => frame.subarray(8, 16).equals(salts)
  let frames = 0
  let is_broken = false
  let has_later_frames = false
  let is_index_right = !is_of_index || committed.frames === 0
  for (let number = 1; ; number += 1) {
    const bytes = read(HEADER_BYTES + (number - 1) * frame.length, frame)
    if (bytes < frame.length) break
    if (is_broken) {
      has_later_frames ||= is_ours()
      continue
    }
    const next = checksum(frame.subarray(24), checksum(frame.subarray(0, 8), sum, little_endian), little_endian)
    if (!is_ours() || next[0] !== frame.readUInt32BE(16) || next[1] !== frame.readUInt32BE(20)) {
      is_broken = true
      // One whose page is wrong can be the last that was being written; what is left of an earlier log has other salts.
      continue
    }
    sum = next
    frames = number
    if (is_of_index && number === committed.frames) {
      is_index_right = sum[0] === committed.sum[0] && sum[1] === committed.sum[1]
    }
  }
  if (!is_index_right) return found(frames, `the last commit in it is missing (after frame ${String(frames)})`)
  if (has_later_frames) return found(frames, `frame ${String(frames + 1)} is damaged`)
  return found(frames, null)
}

interface Commit {
  readonly frames: number
  readonly sum: readonly [number, number]
  readonly salts: Buffer
}

/** What the index says of the last commit: https://sqlite.org/walformat.html#the_wal_index_file_format */
function lastCommit(shm_path: string): Commit | null {
  let index: Buffer
  try {
    index = readFileSync(shm_path).subarray(0, 96)
  } catch {
    return null
  }
  const is_whole = index.length === 96 && index.subarray(0, 48).equals(index.subarray(48, 96)) && index[12] === 1
  if (!is_whole) return null
  // Numbers are in the byte order of the machine; every one that AnomalyX runs on is little-endian.
  return {
    frames: index.readUInt32LE(16),
    sum: [index.readUInt32LE(24), index.readUInt32LE(28)],
    salts: index.subarray(32, 40),
  }
}

type Sum = readonly [number, number]

function checksum(bytes: Buffer, [first, second]: Sum, little_endian: boolean): Sum {
  let one = first
  let two = second
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = 0; at < bytes.byteLength; at += 8) {
    one = (one + words.getUint32(at, little_endian) + two) >>> 0
    two = (two + words.getUint32(at + 4, little_endian) + one) >>> 0
  }
  return [one, two]
}
