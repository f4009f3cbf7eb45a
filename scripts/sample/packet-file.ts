import { interfaceBlock, packetBlock, sectionBlock } from '../../main/sources/packets/pcapng-writer.ts'
import { type CaptureOptions, generateFlows } from './capture.ts'
import { frameOf } from './frame.ts'

const ETHERNET = 1

/**
 * The packets that the rows of a simulated capture are measured from, as a pcapng file in the order of their times. Payload is
 * zeros: only its length matters.
 */
export function packetFile(options: CaptureOptions): Buffer {
  const packets = [...generateFlows(options)]
    .flatMap(({ flow }) => flow.packets.map((packet) => ({ flow, packet })))
    .sort((one, other) => one.packet.time_us - other.packet.time_us)
  const blocks = packets.map(({ flow, packet }) => {
    const bytes = frameOf(flow, packet)
    return packetBlock(0, { bytes, original_bytes: bytes.length, time_us: packet.time_us, rest_ns: 0 })
  })
  const comment = 'Simulated traffic of one day in an office; the attacks are played as those of CIC-IDS-2017.'
  return Buffer.concat([sectionBlock('AnomalyX', [comment]), interfaceBlock(ETHERNET), ...blocks])
}
