import Box from '@mui/material/Box'
import { Fragment } from 'react'

import type { Alert } from '../../../../contract/alerts.ts'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { useTimeZone } from '../../components/settings-provider.tsx'
import { formatEnds } from '../../lib/endpoints.ts'
import { formatConfidence, formatCounted } from '../../lib/numbers.ts'
import { formatTimeRange } from '../../lib/time.ts'

const STATUSES = { open: 'Open', acknowledged: 'Acknowledged', closed: 'Closed' } as const

interface AlertRowProps {
  alert: Alert
  isSelected: boolean
  /** The one row of the list that the Tab key reaches. */
  isReached: boolean
  /** Says where the alert stands, in a queue that mixes them. */
  withStatus: boolean
  onSelect: () => void
  /** Goes to the page of a host, whose address was clicked. */
  onHost: (address: string) => void
}

/** One alert of the queue in two lines. */
export function AlertRow({ alert, isSelected, isReached, withStatus, onSelect, onHost }: AlertRowProps) {
  const zone = useTimeZone()
  return (
    <Box
      component="li"
      role="option"
      aria-selected={isSelected}
      tabIndex={isReached ? 0 : -1}
      onClick={({ target }) => {
        const host = target instanceof Element ? target.closest<HTMLElement>('[data-host]')?.dataset['host'] : undefined
        if (host === undefined) onSelect()
        else onHost(host)
      }}
      sx={{
        display: 'grid',
        gridTemplateColumns: '88px minmax(0, 1fr) max-content',
        columnGap: 1.5,
        rowGap: 0.25,
        px: 1.75,
        py: 1,
        borderBottom: 1,
        borderColor: 'divider',
        boxShadow: isSelected ? 'inset 3px 0 var(--mui-palette-primary-main)' : 'none',
        bgcolor: isSelected ? 'color-mix(in srgb, var(--mui-palette-primary-main) 9%, transparent)' : 'transparent',
        cursor: 'pointer',
        fontSize: 12.5,
        '&:hover': isSelected ? {} : { bgcolor: 'background.default' },
        '&:focus-visible': { outlineOffset: -2 },
        '& [data-host]': {
          textDecoration: 'underline',
          textDecorationColor: 'color-mix(in srgb, currentColor 35%, transparent)',
          textUnderlineOffset: '3px',
        },
        '& [data-host]:hover': { textDecorationColor: 'currentColor' },
        '& .second': { color: 'text.secondary', fontSize: 12 },
        '& > *': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
      }}
    >
      <span>
        <SeverityLabel severity={alert.severity} />
      </span>
      <Box component="span" sx={{ display: 'flex', alignItems: 'center', gap: 1.25, minWidth: 0 }}>
        <Box component="span" sx={{ flex: 'none', display: 'inline-flex' }}>
          <ThreatLabel threatType={alert.threat_type} strong />
        </Box>
        <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
          <PointedEnds {...alert} />
        </Box>
      </Box>
      <Box component="span" sx={{ textAlign: 'right', fontWeight: 600 }}>
        {alert.flow_count > 0 && formatCounted(alert.flow_count, 'flow')}
      </Box>
      <span className="second">{withStatus ? STATUSES[alert.status] : null}</span>
      <span className="second">
        {formatTimeRange(alert.first_seen, alert.last_seen, zone)}
        {alert.timestamp_source === 'import' && ' (import time)'} · {alert.capture_name}
        {!alert.raised && ' · not raised by the scoring shown'}
      </span>
      <Box component="span" className="second" sx={{ textAlign: 'right' }} title="Highest confidence of its flows">
        {alert.max_confidence !== null && `up to ${formatConfidence(alert.max_confidence)}`}
      </Box>
    </Box>
  )
}

/** Ends of an alert. An option of a list can hold no link: an address is clicked, and the keyboard has a key for it. */
function PointedEnds(alert: Alert) {
  const { source_ip, destination_ip } = alert
  const pieces = formatEnds(alert).split(' → ')
  return pieces.map((piece, place) => {
    const address = place === 0 && pieces.length > 1 ? source_ip : destination_ip
    const at = address === null ? -1 : piece.indexOf(address)
    return (
      <Fragment key={place === 0 ? 'source' : 'destination'}>
        {place > 0 && ' → '}
        {address === null || at < 0 ? (
          piece
        ) : (
          <>
            {piece.slice(0, at)}
            <span data-host={address} title={`Host ${address}`}>
              {address}
            </span>
            {piece.slice(at + address.length)}
          </>
        )}
      </Fragment>
    )
  })
}
