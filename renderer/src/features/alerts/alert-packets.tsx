import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useId } from 'react'

import type { Alert } from '../../../../contract/alerts.ts'
import { SavePacketsButton } from '../../components/save-packets-button.tsx'
import { usePacketSource } from '../../components/use-packet-source.ts'

/** The packets of all flows of an alert; nothing for a capture that has none. */
export function AlertPackets({ alert }: { alert: Alert }) {
  const id = useId()
  const source = usePacketSource(alert.capture_id)
  if (source === undefined || source.state === 'none') return null
  return (
    <Box>
      <SavePacketsButton selection={{ alert_id: alert.id }} disabled={source.reason !== null} describedBy={id} />
      <Typography id={id} variant="body2" color="textSecondary" sx={{ mt: 0.75, '&:empty': { display: 'none' } }}>
        {source.reason}
      </Typography>
    </Box>
  )
}
