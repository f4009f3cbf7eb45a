import { AnomalyError } from '../../../contract/errors.ts'
import { notPacketsBecause } from './capture-kinds.ts'
import { isPacketCapture } from './capture-reader.ts'
import { type FileBytes, openFile, readFileBytes } from '../file-bytes.ts'
import { readStart, START_BYTES, unpackedStart } from '../file-start.ts'

/** The header of pcap; that of pcapng is longer. */
const SHORTEST_BYTES = 24

/**
 * Opens a packet capture, whatever its name: pcap or pcapng, as it is or compressed with gzip or zstd. Compressed data that
 * ends early is read up to its end.
 * @throws AnomalyError `unreadable_file` when it cannot be read, or is a file of another kind
 */
export async function openPackets(path: string): Promise<FileBytes> {
  const file = await openFile(path, START_BYTES)
  const start = await unpackedStart(file)
  if (isPacketCapture(start) && start.length < SHORTEST_BYTES) {
    await file.handle.close()
    throw new AnomalyError(
      'unreadable_file',
      `The file ends inside the header of a packet capture, after ${String(start.length)} bytes: no packet is in it. Copy it again.`,
    )
  }
  if (isPacketCapture(start)) return readFileBytes(file, { is_cut_allowed: true })
  await file.handle.close()
  throw new AnomalyError('unreadable_file', `The file is not a packet capture. ${notPacketsBecause(start)}`)
}

/** Whether a file is a packet capture by its first bytes. @throws AnomalyError `unreadable_file` */
export async function isPacketFile(path: string): Promise<boolean> {
  return isPacketCapture(await readStart(path))
}
