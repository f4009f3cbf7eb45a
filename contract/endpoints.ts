/** Address and port as one; IPv6 gets its brackets. */
export function formatEndpoint(address: string | null, port: number | null): string {
  if (address === null) return port === null ? '—' : `port ${port}`
  if (port === null) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

interface Ends {
  source_ip: string | null
  destination_ip: string | null
  destination_port: number | null
}

/** Source and destination of a group of flows, in words where the flows have several. */
export function formatEnds({ source_ip, destination_ip, destination_port }: Ends): string {
  if (source_ip === null && destination_ip === null) {
    return destination_port === null ? 'no addresses recorded' : `to port ${destination_port}`
  }
  const source = source_ip ?? 'several sources'
  return `${source} → ${destination_ip === null ? 'several destinations' : formatEndpoint(destination_ip, destination_port)}`
}
