import { SOURCE } from './packet-record.ts'

/** Whether a packet comes from the source of its flow, given as four words; IPv4 uses the first. */
export function isForwardPacket(flow_source: Uint32Array, words: Uint32Array, base: number): boolean {
  return flow_source.every((word, at) => words[base + SOURCE + at] === word)
}
