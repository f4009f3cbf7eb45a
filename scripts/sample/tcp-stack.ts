/** What an operating system's TCP shows in its headers. */
export interface TcpStack {
  /** Header of a packet with SYN: options for segment size, window scale, timestamps. */
  readonly open_header_bytes: number
  /** Header of every later packet: Linux sends timestamps (12 bytes), Windows does not. */
  readonly header_bytes: number
  readonly open_window: number
  /** Scaled window field once connected. */
  readonly window: number
  /** Payload of a full segment on Ethernet. */
  readonly segment_bytes: number
}

export const WINDOWS: TcpStack = {
  open_header_bytes: 32,
  header_bytes: 20,
  open_window: 8192,
  window: 256,
  segment_bytes: 1460,
}

export const LINUX: TcpStack = {
  open_header_bytes: 40,
  header_bytes: 32,
  open_window: 29200,
  window: 229,
  segment_bytes: 1448,
}

/** A Linux server's answer: it leaves out the options that its client did not offer. */
export function linuxServerFor(client: TcpStack, window = 235): TcpStack {
  return client.header_bytes === LINUX.header_bytes
    ? { ...LINUX, open_window: 28960, window }
    : { ...LINUX, open_header_bytes: 32, header_bytes: 20, open_window: 29200, window, segment_bytes: 1460 }
}
