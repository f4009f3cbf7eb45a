import ScheduleIcon from '@mui/icons-material/ScheduleOutlined'
import Box from '@mui/material/Box'

import type { Flow } from '../../../../contract/flows.ts'
import { Time } from '../../components/time.tsx'

const EXPLANATION = 'Import time: the file has no time for this flow'

/** Time of a flow; one that only the import gave is marked. */
export function FlowTime({ flow }: { flow: Pick<Flow, 'timestamp' | 'timestamp_source'> }) {
  if (flow.timestamp_source === 'flow') return <Time at={flow.timestamp} />
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5, color: 'text.secondary', fontStyle: 'italic' }}
    >
      <Time at={flow.timestamp} />
      <ScheduleIcon sx={{ fontSize: 14 }} titleAccess={EXPLANATION} />
    </Box>
  )
}
