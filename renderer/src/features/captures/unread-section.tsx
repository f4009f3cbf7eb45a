import Typography from '@mui/material/Typography'

import type { Capture } from '../../../../contract/captures.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'

/** Labels that name no known threat type, and times, ports and protocols that could not be read, over the whole file. */
export function UnreadSection({ capture }: { capture: Capture }) {
  const labels = capture.unread_cells.filter(({ column }) => column === 'Label')
  const times = capture.unread_cells.filter(({ column }) => column === 'Timestamp')
  const ports = capture.unread_cells.filter(({ column }) => column === 'Src Port' || column === 'Dst Port')
  const protocols = capture.unread_cells.filter(({ column }) => column === 'Protocol')
  const sum = (cells: typeof labels) => cells.reduce((total, each) => total + each.cells, 0)
  const spellings = (cells: typeof labels) =>
    cells.map(({ value, cells }) => `${value ?? 'others'} (${formatCount(cells)})`).join(', ')
  return (
    <section aria-label="Cells that could not be read">
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>
        Cells that could not be read
      </Typography>
      <ul style={{ margin: 0, paddingLeft: 18, overflowWrap: 'anywhere' }}>
        {times.length > 0 && (
          <li>
            {formatCounted(sum(times), 'time')} in an unknown format: their flows get the import time and do not appear
            on the time axis.
          </li>
        )}
        {labels.length > 0 && (
          <li>
            {formatCounted(sum(labels), 'label')} with no known threat type: {spellings(labels)}. Flows labelled only as
            a threat are compared as threat against benign; the others count as unlabelled.
          </li>
        )}
        {ports.length > 0 && (
          <li>
            {formatCounted(sum(ports), 'port')} that could not be read: {spellings(ports)}. Their flows have no such
            port.
          </li>
        )}
        {protocols.length > 0 && (
          <li>
            {formatCounted(sum(protocols), 'protocol')} that could not be read: {spellings(protocols)}. Their flows have
            no protocol.
          </li>
        )}
      </ul>
    </section>
  )
}
