import type { SxProps } from '@mui/material/styles'

import { addressOfHost } from '../lib/host-addresses.ts'
import { addressesIn } from '../lib/linked-hosts.ts'
import { RouterLink } from './router-link.tsx'

/** An address that leads to the page of its host. */
export function HostLink({ address, sx = {} }: { address: string; sx?: SxProps }) {
  return (
    <RouterLink
      to={addressOfHost(address)}
      underline="always"
      title={`Host ${address}`}
      // In a row that can be clicked as a whole, it is the link that was meant.
      onClick={(event) => event.stopPropagation()}
      sx={{
        color: 'text.primary',
        textDecorationColor: 'color-mix(in srgb, currentColor 35%, transparent)',
        textUnderlineOffset: '3px',
        '&:hover': { textDecorationColor: 'currentColor' },
        ...(sx as object),
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
