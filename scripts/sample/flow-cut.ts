import type { Instrument } from './instrument.ts'
import { type Conversation, type Packet, TCP_FLAG } from './packet.ts'

/** A flow lasts at most two minutes; a later packet begins a new one (CICFlowMeter's flow timeout). */
export const FLOW_TIMEOUT_US = 120e6

/** A part of a conversation that a meter writes as one row. */
export interface Flow extends Conversation {
  /** Microseconds from the first packet of the conversation to the last one of this flow. */
  readonly conversation_us: number
}

/**
 * Cuts a conversation into flows. Both meters cut at the timeout. The original one also takes the first FIN for the
 * end, so that the packets of the close become a second flow, often seen from the other side (Engelen 2021).
 */
export function cutFlows(conversation: Conversation, instrument: Instrument): Flow[] {
  const [first] = conversation.packets
  if (first === undefined) return []
  const flows: Flow[] = []
  let packets: Packet[] = []
  let has_fin = false
  const close = (): void => {
    if (packets.length > 0) flows.push(flowOf(conversation, packets, first.time_us))
    packets = []
  }
  for (const packet of conversation.packets) {
    if (packets[0] !== undefined && packet.time_us - packets[0].time_us > FLOW_TIMEOUT_US) close()
    packets.push(packet)
    if (instrument === 'original' && !has_fin && (packet.flags & TCP_FLAG.FIN) !== 0) {
      has_fin = true
      close()
    }
  }
  close()
  return flows
}

function flowOf(conversation: Conversation, packets: readonly Packet[], began_us: number): Flow {
  const { protocol, source, destination } = conversation
  const conversation_us = (packets.at(-1)?.time_us ?? began_us) - began_us
  if (packets[0]?.direction === 'forward') return { protocol, source, destination, packets, conversation_us }
  const turned = packets.map((packet): Packet => ({
    ...packet,
    direction: packet.direction === 'forward' ? 'backward' : 'forward',
  }))
  return { protocol, source: destination, destination: source, packets: turned, conversation_us }
}
