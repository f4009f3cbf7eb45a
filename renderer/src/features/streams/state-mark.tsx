import ErrorOutlineIcon from '@mui/icons-material/ErrorOutlineOutlined'
import FiberManualRecordIcon from '@mui/icons-material/FiberManualRecord'
import FolderOpenIcon from '@mui/icons-material/FolderOpenOutlined'
import PauseIcon from '@mui/icons-material/Pause'
import StopIcon from '@mui/icons-material/Stop'
import Box from '@mui/material/Box'
import type { SvgIconProps } from '@mui/material/SvgIcon'

import type { Stream } from '../../../../contract/streams.ts'
import { stateWords } from '../../lib/streams.ts'

/** Where a stream stands, as a sign and in words. */
export function StateMark({ stream }: { stream: Pick<Stream, 'kind' | 'state' | 'is_reading'> }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.5 }}>
      <Sign kind={stream.kind} state={stream.state} />
      {stateWords(stream)}
    </Box>
  )
}

function Sign({ kind, state }: Pick<Stream, 'kind' | 'state'>) {
  const size: SvgIconProps = { sx: { fontSize: 15 } }
  switch (state) {
    case 'running':
      return kind === 'interface' ? (
        <FiberManualRecordIcon color="error" {...size} />
      ) : (
        <FolderOpenIcon color="success" {...size} />
      )
    case 'paused':
      return <PauseIcon color="action" {...size} />
    case 'stopped':
      return <StopIcon color="action" {...size} />
    case 'failed':
      return <ErrorOutlineIcon color="error" {...size} />
  }
}
