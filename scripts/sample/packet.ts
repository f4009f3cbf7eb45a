export type Direction = 'forward' | 'backward'

/** Bits of the TCP flags byte (RFC 9293, 3168). */
export const TCP_FLAG = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32, ECE: 64, CWR: 128 } as const

/** A packet as a flow meter sees it. `forward` is the direction of the flow's first packet. */
export interface Packet {
  /** Microseconds since 1970 (UTC). */
  readonly time_us: number
  readonly direction: Direction
  /** Bytes above the transport header. */
  readonly payload_bytes: number
  /** Bytes of the transport header: TCP 20 to 60 with options, UDP 8. */
  readonly header_bytes: number
  /** TCP flags as a sum of {@link TCP_FLAG}; 0 for UDP. */
  readonly flags: number
  /** The window field as it stands in the header, not scaled; 0 for UDP. */
  readonly window: number
}

export const TCP = 6
export const UDP = 17

export interface Endpoint {
  readonly ip: string
  readonly port: number
}

/** All packets of one five-tuple from its first to its last, and what they truly were. */
export interface Conversation {
  readonly protocol: typeof TCP | typeof UDP
  /** Sender of the first packet. */
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly packets: readonly Packet[]
}
