import { openOutputFile } from '../files/output-file.ts'
import { PacketSection } from '../sources/packets/packet-section.ts'
import { checkFlow, findFlows, pickPackets } from '../sources/packets/pick-packets.ts'
import { IMPORT_METER } from '../sources/packets/read-packets.ts'
import type { SavedPackets, SavePacketsParams } from './protocol.ts'

/** What is said of packets that are not in the order of their times. */
const OUT_OF_ORDER =
  'The packets stand in the order in which they were metered, not in that of their times: meter them with --file-order.'

/**
 * Writes the packets of flows as pcapng, with a section for each capture. The file appears under its name when it is complete.
 * @param onProgress told how many bytes were read, in two readings of each capture
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function savePackets(
  { captures, out_path }: SavePacketsParams,
  signal: AbortSignal,
  onProgress: (bytes_read: number) => Promise<void>,
): Promise<SavedPackets> {
  const out = await openOutputFile(out_path, { mode: 0o600, signal })
  let packets = 0
  let flows = 0
  let begin_bytes = 0
  try {
    for (const { path, size_bytes, flow_numbers, first_us, comments } of captures) {
      const starts_us = new Map(Array.from(flow_numbers, (number, at) => [number, first_us?.[at]]))
      const source = { path, meter: IMPORT_METER, wanted: starts_us }
      const readingFrom = (from_bytes: number) => ({
        signal,
        onProgress: (bytes_read: number) => onProgress(from_bytes + bytes_read),
      })
      const found = await findFlows(
        source,
        (flow, number) => checkFlow(flow, starts_us.get(number)),
        readingFrom(begin_bytes),
      )
      const is_in_order = found.report.left_out_of_order === 0
      const section = new PacketSection(is_in_order ? comments : [...comments, OUT_OF_ORDER])
      await pickPackets(
        source,
        found,
        (packet) => section.add(packet),
        () => out.write(section.take()),
        readingFrom(begin_bytes + size_bytes),
      )
      packets += section.packets
      flows += flow_numbers.length
      begin_bytes += 2 * size_bytes
    }
    await out.commit()
  } catch (error) {
    await out.discard()
    throw error
  }
  return { packets, flows }
}
