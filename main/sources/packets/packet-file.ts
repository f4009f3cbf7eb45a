import { gunzipSync, constants, zstdDecompressSync } from 'node:zlib'

import { AnomalyError } from '../../../contract/errors.ts'
import { notPacketsBecause } from './capture-kinds.ts'
import { isPacketCapture } from './capture-reader.ts'
import { type FileBytes, openFile, type OpenFile, readFileBytes } from '../file-bytes.ts'

/** As much of a compressed file as its first bytes may need: a block of zstd is at most 128 KiB. */
const START_BYTES = 1 << 18

/**
 * Opens a packet capture, whatever its name: pcap or pcapng, as it is or compressed with gzip or zstd. Compressed data that
 * ends early is read up to its end.
 * @throws AnomalyError `unreadable_file` when it cannot be read, or is a file of another kind
 */
export async function openPackets(path: string): Promise<FileBytes> {
  const file = await openFile(path, START_BYTES)
  const start = unpackedStart(file)
  if (isPacketCapture(start)) return readFileBytes(file, { is_cut_allowed: true })
  await file.handle.close()
  throw new AnomalyError('unreadable_file', `The file is not a packet capture. ${notPacketsBecause(start)}`)
}

/** Whether a file is a packet capture by its first bytes. @throws AnomalyError `unreadable_file` */
export async function isPacketFile(path: string): Promise<boolean> {
  const file = await openFile(path, START_BYTES)
  await file.handle.close()
  return isPacketCapture(unpackedStart(file))
}

function unpackedStart({ start, compression }: OpenFile): Buffer {
  try {
    if (compression === 'gzip') return gunzipSync(start, { finishFlush: constants.Z_SYNC_FLUSH })
    if (compression === 'zstd') return zstdDecompressSync(start, { finishFlush: constants.ZSTD_e_flush })
  } catch {
    // Damaged from its beginning: whoever reads it will say so.
  }
  return start
}
