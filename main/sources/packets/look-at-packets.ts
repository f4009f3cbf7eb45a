import { isForwardPacket } from './flow-direction.ts'
import { KIND, LENGTHS } from './packet-record.ts'
import { IMPORT_METER } from './read-packets.ts'
import { checkFlow, findFlows, type PickOptions, pickPackets } from './pick-packets.ts'

/** A packet as it is shown. */
export interface PacketLook {
  /** Since 1970; 0 for a packet without a time. */
  readonly time_us: number
  readonly is_forward: boolean
  /** Bits of the TCP flags, from FIN up; 0 for other protocols. */
  readonly flags: number
  /** Length on the wire, with all headers. */
  readonly wire_bytes: number
  /** Behind the TCP or UDP header, as the flow counts it; 0 for other protocols. */
  readonly payload_bytes: number
  /** First bytes behind all headers; of ICMP from its header on, of other protocols from that of IP. */
  readonly content: Uint8Array
}

export interface FlowLook {
  readonly packets: readonly PacketLook[]
  /** How many the flow has. */
  readonly total: number
}

/** Bytes of a packet that are shown. */
const SHOWN_BYTES = 48

/**
 * The first packets of a flow, in the order in which they were metered.
 * @param flow_number the place of the flow among those of the capture, from 1
 * @param first_us when it began, as it was imported
 * @param most packets to answer
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function lookAtPackets(
  path: string,
  flow_number: number,
  first_us: number,
  most: number,
  options: PickOptions = {},
): Promise<FlowLook> {
  const source = { path, meter: IMPORT_METER, wanted: new Set([flow_number]) }
  const flow_source = new Uint32Array(4)
  let total = 0
  const found = await findFlows(
    source,
    (flow) => {
      checkFlow(flow, first_us)
      total = flow.forward_packets + flow.backward_packets
      const at = flow.is_turned ? 4 : 0
      flow_source.set(flow.key_addresses.subarray(at, at + (flow.is_ipv6 ? 4 : 1)))
    },
    options,
  )
  const packets: PacketLook[] = []
  await pickPackets(
    source,
    found,
    ({ bytes, original_bytes, time_us, content_start, content_end }, words, base) => {
      if (packets.length === most) return
      const shown_end = Math.min(content_end, content_start + SHOWN_BYTES)
      packets.push({
        time_us,
        is_forward: isForwardPacket(flow_source, words, base),
        flags: (words[base + KIND]! >>> 16) & 0xff,
        wire_bytes: original_bytes,
        payload_bytes: words[base + LENGTHS]! & 0xffff,
        content: bytes.slice(content_start, Math.max(content_start, shown_end)),
      })
    },
    () => Promise.resolve(),
    { ...options, isEnough: () => packets.length === most },
  )
  return { packets, total }
}
