const NAMES = new Map([
  [0, 'HOPOPT'],
  [1, 'ICMP'],
  [2, 'IGMP'],
  [6, 'TCP'],
  [17, 'UDP'],
  [47, 'GRE'],
  [50, 'ESP'],
  [51, 'AH'],
  [58, 'ICMPv6'],
  [89, 'OSPF'],
  [132, 'SCTP'],
])

/** Name of an IANA protocol number, or the number where the name is rare. */
export function protocolName(protocol: number | null): string {
  if (protocol === null) return '—'
  return NAMES.get(protocol) ?? String(protocol)
}
