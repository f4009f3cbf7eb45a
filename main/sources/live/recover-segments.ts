import { createReadStream } from 'node:fs'
import { basename } from 'node:path'

import type { ClosedSegment, TakenFiles } from './follower.ts'
import { PcapCutter } from './pcap-cutter.ts'
import type { SegmentFiles } from './segment-files.ts'

/** Segments of an interface that an earlier run has left: those that nobody took, and what was being written, cut to whole packets. */
export async function recoverSegments(files: SegmentFiles, taken: TakenFiles): Promise<ClosedSegment[]> {
  const recovered: ClosedSegment[] = []
  for (const { path, size_bytes, origin } of await files.leftOvers()) {
    const segment = { name: basename(path), path, size_bytes, is_own: true, origin }
    if (taken.has(origin.path)) await files.taken(segment)
    else recovered.push(segment)
  }
  for (const name of await files.partials()) {
    const whole_bytes = await wholeBytes(files.partialPath(name))
    if (whole_bytes === 0) await files.discardPartial(name)
    else recovered.push(await files.completePartial(name, whole_bytes))
  }
  return recovered
}

/** Deletes what an earlier run has cut out of files and nobody took: it is cut again. */
export async function discardLeftOvers(files: SegmentFiles, taken: TakenFiles): Promise<void> {
  for (const { path, size_bytes, origin } of await files.leftOvers()) {
    const is_taken = (taken.get(origin.path)?.end_byte ?? 0) >= origin.end_byte
    if (is_taken) await files.taken({ name: basename(path), path, size_bytes, is_own: true, origin })
    else await files.discard(path)
  }
  for (const name of await files.partials()) await files.discardPartial(name)
}

/** Bytes of the header and the whole packets that a pcap begins with; 0 when it has no packet. */
async function wholeBytes(path: string): Promise<number> {
  const cutter = new PcapCutter()
  let record_bytes = 0
  for await (const chunk of createReadStream(path)) {
    cutter.push(chunk as Buffer)
    record_bytes += cutter.take(Infinity).length
    if (cutter.is_damaged) break
  }
  return record_bytes === 0 ? 0 : cutter.header.length + record_bytes
}
