import { AnomalyError } from '../../../contract/errors.ts'
import { CaptureMeter, type MeterOptions, type MeterReport } from './capture-meter.ts'
import type { FlowTaker } from './meter.ts'
import { openPackets } from './packet-file.ts'

/** Flows that are handed over at a time when a capture has ended with many of them open. */
const DRAINED_FLOWS = 8192

export interface MeteredFile extends MeterReport {
  /** Of the file, as it is. */
  readonly sha256: string
}

/**
 * Meters a capture file.
 * @param taker gets each flow when it ends
 * @param between called now and then, to write what the taker collected, with the bytes of the file read so far
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function meterFile(
  path: string,
  options: MeterOptions,
  taker: FlowTaker,
  between: (bytes_read: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<MeteredFile> {
  const file = await openPackets(path)
  try {
    const meter = new CaptureMeter(options, taker)
    let is_readable = true
    for await (const chunk of file.bytes) {
      if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
      // What is behind a damaged record is part of the file's hash all the same.
      if (is_readable) is_readable = meter.push(chunk)
      await between(file.bytes_read())
    }
    while (meter.drain(DRAINED_FLOWS)) await between(file.bytes_read())
    await between(file.bytes_read())
    return { ...meter.report(file.is_cut()), sha256: await file.sha256() }
  } finally {
    file.close()
  }
}
