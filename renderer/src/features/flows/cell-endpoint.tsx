import { formatEndpoint } from '../../lib/endpoints.ts'
import { addressOfHost } from '../../lib/host-addresses.ts'

interface CellEndpointProps {
  address: string | null
  port: number | null
  tabIndex: number
}

/** An end of a flow in a cell; its address leads to the host. The table has its style. */
export function CellEndpoint({ address, port, tabIndex }: CellEndpointProps) {
  const text = formatEndpoint(address, port)
  if (address === null) return text
  const start = text.indexOf(address)
  return (
    <>
      {text.slice(0, start)}
      {/* A link of the router costs more than the rest of the row. */}
      <a href={`#${addressOfHost(address)}`} tabIndex={tabIndex}>
        {address}
      </a>
      {text.slice(start + address.length)}
    </>
  )
}
