import { addressOfHost } from '../lib/host-addresses.ts'
import { addressesIn } from '../lib/linked-hosts.ts'
import { RouterLink } from './router-link.tsx'

interface HostLinkProps {
  address: string
  /** -1 where the same link stands a second time. */
  tabIndex?: number | undefined
}

/** An address that leads to the page of its host. */
export function HostLink({ address, tabIndex }: HostLinkProps) {
  return (
    <RouterLink
      to={addressOfHost(address)}
      underline="always"
      title={`Host ${address}`}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      // In a row that can be clicked as a whole, it is the link that was meant.
      onClick={(event) => event.stopPropagation()}
      sx={{
        color: 'text.primary',
        textDecorationColor: 'color-mix(in srgb, currentColor 35%, transparent)',
        textUnderlineOffset: '3px',
        '&:hover': { textDecorationColor: 'currentColor' },
      }}
    >
      {address}
    </RouterLink>
  )
}

/** A sentence whose addresses lead to their hosts. */
export function LinkedText({ text }: { text: string }) {
  return addressesIn(text).map((piece, place) =>
    piece.address === null ? (
      piece.text
    ) : (
      // The same address can stand in a sentence twice.
      <HostLink key={`${String(place)} ${piece.address}`} address={piece.address} />
    ),
  )
}
