import Box from '@mui/material/Box'

import type { PacketLook } from '../../../../contract/packets.ts'
import { VISUALLY_HIDDEN } from '../../components/visually-hidden.ts'
import { formatCount } from '../../lib/numbers.ts'
import { hexLines } from '../../lib/hex-lines.ts'
import { formatOffset } from '../../lib/packet-time.ts'

/** Bytes on a line, and of a packet. */
const LINE_BYTES = 10
const SHOWN_BYTES = 20

const ROW = {
  display: 'grid',
  gridTemplateColumns: '92px 22px minmax(0, 1fr) max-content',
  columnGap: 1,
  px: 1,
  py: 0.5,
  '& > *': { p: 0, textAlign: 'left', fontWeight: 'inherit' },
}

/**
 * Packets in their order: when, which way, what, and how they begin. Each is two lines, so that it fits beside the list; roles
 * are written out because a grid of CSS takes them away.
 */
export function PacketTable({ packets }: { packets: readonly PacketLook[] }) {
  const first = packets.find(({ timestamp }) => timestamp !== null)?.timestamp ?? null
  return (
    <Box
      tabIndex={0}
      role="region"
      aria-label="First packets"
      sx={{ maxHeight: 360, overflow: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}
    >
      <Box
        component="table"
        role="table"
        aria-label="Packets of the flow"
        sx={{ display: 'block', fontSize: 12, fontVariantNumeric: 'tabular-nums' }}
      >
        <Box
          component="thead"
          role="rowgroup"
          sx={{
            ...{ display: 'block', position: 'sticky', top: 0, color: 'text.secondary' },
            ...{ bgcolor: 'background.paper', borderBottom: 1, borderColor: 'divider' },
          }}
        >
          <Box component="tr" role="row" sx={ROW}>
            <th role="columnheader">Time</th>
            <th role="columnheader">
              <span aria-hidden>↔</span>
              <Box component="span" sx={VISUALLY_HIDDEN}>
                Direction
              </Box>
            </th>
            <th role="columnheader">Flags</th>
            <th role="columnheader">Length</th>
            <Box component="th" role="columnheader" sx={VISUALLY_HIDDEN}>
              First bytes
            </Box>
          </Box>
        </Box>
        <Box component="tbody" role="rowgroup" sx={{ display: 'block' }}>
          {packets.map((packet, place) => (
            <PacketRow key={place} packet={packet} first={first} />
          ))}
        </Box>
      </Box>
    </Box>
  )
}

function PacketRow({ packet, first }: { packet: PacketLook; first: string | null }) {
  const { timestamp, direction, flags, wire_bytes, content } = packet
  const isForward = direction === 'forward'
  const lines = hexLines(content, LINE_BYTES, SHOWN_BYTES)
  return (
    <Box component="tr" role="row" sx={{ ...ROW, '& + &': { borderTop: 1, borderColor: 'divider' } }}>
      <td role="cell" title={timestamp ?? undefined}>
        {timestamp === null || first === null ? 'No time' : formatOffset(first, timestamp)}
      </td>
      <td role="cell" title={isForward ? 'From the source' : 'To the source'}>
        <span aria-hidden>{isForward ? '→' : '←'}</span>
        <Box component="span" sx={VISUALLY_HIDDEN}>
          {isForward ? 'Forward' : 'Backward'}
        </Box>
      </td>
      <td role="cell">{flags.join(' ')}</td>
      <td role="cell">{formatCount(wire_bytes)} B</td>
      <Box component="td" role="cell" sx={{ gridColumn: '1 / -1', color: 'text.secondary' }}>
        {lines.length === 0 ? (
          <Box component="span" sx={VISUALLY_HIDDEN}>
            No payload
          </Box>
        ) : (
          <Box component="code" sx={{ display: 'block', whiteSpace: 'pre', fontSize: '10.5px !important' }}>
            {lines.map(({ hex, text }) => `${hex}  ${text}`).join('\n')}
          </Box>
        )}
      </Box>
    </Box>
  )
}
