import Box from '@mui/material/Box'
import { useId } from 'react'

import { MOST_SAVED_FLOWS } from '../../../../contract/packets.ts'
import { SavePacketsButton } from '../../components/save-packets-button.tsx'
import { useCaptures } from '../../components/use-captures.ts'
import { usePacketSource } from '../../components/use-packet-source.ts'
import { VISUALLY_HIDDEN } from '../../components/visually-hidden.ts'
import { formatCount } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'

/**
 * Saves the packets of all flows of a list; nothing where no capture has packets.
 * @param flows how many are listed, Infinity while that is not known
 */
export function ListedPackets({ filters, flows }: { filters: Filters; flows: number | undefined }) {
  const id = useId()
  const captures = useCaptures().data?.items ?? []
  const source = usePacketSource(filters.capture_id)
  const wanted = captures.filter((each) => filters.capture_id === undefined || each.id === filters.capture_id)
  if (!wanted.some(({ dialect }) => dialect === 'packets')) return null
  const reason = reasonAgainst(flows) ?? source?.reason ?? null
  return (
    <Box component="span" title={reason ?? undefined} sx={{ ml: 'auto' }}>
      <SavePacketsButton selection={filters} disabled={reason !== null} describedBy={id} />
      <Box component="span" id={id} sx={VISUALLY_HIDDEN}>
        {reason}
      </Box>
    </Box>
  )
}

function reasonAgainst(flows: number | undefined): string | null {
  if (flows === undefined || flows === 0) return 'No flow is listed.'
  if (flows === Infinity || flows <= MOST_SAVED_FLOWS) return null
  return `Packets of at most ${formatCount(MOST_SAVED_FLOWS)} flows are saved at once. Narrow the list first.`
}
