import { HostLink } from './host-link.tsx'

interface EndpointProps {
  address: string | null
  port?: number | null
  tabIndex?: number | undefined
}

/** An address that leads to its host, and a port. */
export function Endpoint({ address, port = null, ...link }: EndpointProps) {
  if (address === null) return port === null ? '—' : `port ${String(port)}`
  if (port === null) return <HostLink address={address} {...link} />
  const isBracketed = address.includes(':')
  return (
    <>
      {isBracketed && '['}
      <HostLink address={address} {...link} />
      {isBracketed && ']'}:{port}
    </>
  )
}

interface EndsProps {
  source_ip: string | null
  destination_ip: string | null
  destination_port: number | null
  /** Of the links in it. */
  tabIndex?: number
}

/** As `formatEnds`, with addresses that lead to their hosts. */
export function Ends({ source_ip, destination_ip, destination_port, tabIndex }: EndsProps) {
  if (source_ip === null && destination_ip === null) {
    return destination_port === null ? 'no addresses recorded' : `to port ${String(destination_port)}`
  }
  return (
    <>
      {source_ip === null ? 'several sources' : <HostLink address={source_ip} tabIndex={tabIndex} />} →{' '}
      {destination_ip === null ? (
        'several destinations'
      ) : (
        <Endpoint address={destination_ip} port={destination_port} tabIndex={tabIndex} />
      )}
    </>
  )
}
