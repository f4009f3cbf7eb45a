import { createHash } from 'node:crypto'

import { ipBytes } from '../../contract/ip-address.ts'

/** Two ends and a protocol, as far as a capture tells them. */
export interface Conversation {
  readonly source_ip: string | null
  readonly source_port: number | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
  /** IANA number. */
  readonly protocol: number | null
}

const SEED = 0
const ICMP = 1
const ICMPV6 = 58
/** TCP, UDP and SCTP. */
const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 132])

/**
 * Community ID of a flow, version 1 with seed 0: the same for both directions, and the one that Zeek and Suricata write.
 * https://github.com/corelight/community-id-spec
 * @returns null where addresses or ports are not known, for protocol 0 (which stands for several) and for ICMP, whose type
 *   and code are not kept
 */
export function communityId(flow: Conversation): string | null {
  const { source_ip, source_port, destination_ip, destination_port, protocol } = flow
  if (source_ip === null || destination_ip === null || protocol === null || protocol <= 0 || protocol > 255) return null
  if (protocol === ICMP || protocol === ICMPV6) return null
  const [source, destination] = [ipBytes(source_ip), ipBytes(destination_ip)]
  if (source === undefined || source.length !== destination?.length) return null
  const has_ports = WITH_PORTS.has(protocol)
  if (has_ports && (source_port === null || destination_port === null)) return null
  const ends = [
    { address: Buffer.from(source), port: portBytes(has_ports ? source_port : null) },
    { address: Buffer.from(destination), port: portBytes(has_ports ? destination_port : null) },
  ].sort((one, other) => Buffer.compare(one.address, other.address) || Buffer.compare(one.port, other.port))
  const hash = createHash('sha1').update(Buffer.from([SEED >> 8, SEED & 0xff]))
  for (const { address } of ends) hash.update(address)
  hash.update(Buffer.from([protocol, 0]))
  for (const { port } of ends) hash.update(port)
  return `1:${hash.digest('base64')}`
}

/** Two bytes, or none. */
function portBytes(port: number | null): Buffer {
  return port === null ? Buffer.alloc(0) : Buffer.from([port >> 8, port & 0xff])
}
