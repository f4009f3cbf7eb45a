import { writeFile } from 'node:fs/promises'

import { pcapFile, type TimedPacket } from '../../main/testing/packets/files.ts'
import { tcpFrame, udpFrame } from '../../main/testing/packets/frames.ts'
import { type Conversation, flood, nameLookup, probe } from './packets.ts'

const FIRST_FLOW_US = Date.UTC(2024, 4, 6, 9, 0, 0) * 1000
const STEP_US = 40_000
const REQUEST = Buffer.from('GET /index.html HTTP/1.1\r\nHost: intranet\r\nAccept: text/html\r\n\r\n')

/** Writes a made-up packet capture: name lookups, a scan of ports and a flood. @returns its packets */
export async function writePackets(path: string, rounds: number): Promise<number> {
  const packets = Array.from({ length: rounds }, (_, round) => [
    ...framesOf(nameLookup(round, 1), FIRST_FLOW_US + round * STEP_US),
    ...framesOf(probe(round, 1), FIRST_FLOW_US + round * STEP_US),
    ...framesOf(flood(round, 1), FIRST_FLOW_US + round * STEP_US),
  ])
    .flat()
    .sort((one, other) => one.time_us - other.time_us)
  await writeFile(path, pcapFile(packets))
  return packets.length
}

function framesOf(conversation: Conversation, start_us: number): TimedPacket[] {
  const { source_ip, source_port, destination_ip, destination_port, protocol, windows } = conversation
  const forward = { source: source_ip, source_port, destination: destination_ip, destination_port }
  const backward = { ...forward, source: destination_ip, source_port: destination_port }
  const back = { ...backward, destination: source_ip, destination_port: source_port }
  return conversation.packets.map((packet) => {
    const ends = packet.forward ? forward : back
    const content = { ...ends, payload_bytes: packet.bytes }
    const option_bytes = packet.header_bytes - 20
    const bytes =
      protocol === 17
        ? udpFrame(content)
        : tcpFrame({ ...content, flags: packet.flags, option_bytes, window: windows[packet.forward ? 0 : 1] })
    const payload = bytes.subarray(bytes.length - packet.bytes)
    for (let at = 0; at < payload.length; at += REQUEST.length) REQUEST.copy(payload, at)
    return { time_us: start_us + packet.at_us, bytes }
  })
}
