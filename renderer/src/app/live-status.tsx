import ErrorOutlineIcon from '@mui/icons-material/ErrorOutlineOutlined'
import FiberManualRecordIcon from '@mui/icons-material/FiberManualRecord'
import FolderOpenIcon from '@mui/icons-material/FolderOpenOutlined'
import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

import type { Stream } from '../../../contract/streams.ts'
import { RouterLink } from '../components/router-link.tsx'
import { useStreams } from '../components/use-streams.ts'
import { firstAndOthers, underWay } from '../lib/streams.ts'

/** What is recorded or followed right now, and what no longer is: nobody must forget of it on any page. */
export function LiveStatus() {
  const { recording, following, failed } = underWay(useStreams())
  return (
    <>
      <Told streams={recording} words="Recording" sign={<FiberManualRecordIcon color="error" sx={SIGN} />} />
      <Told streams={following} words="Following" sign={<FolderOpenIcon color="success" sx={SIGN} />} />
      <Told streams={failed} words="No longer followed:" sign={<ErrorOutlineIcon color="error" sx={SIGN} />} />
    </>
  )
}

const SIGN = { fontSize: 13, flex: 'none' }

function Told({ streams, words, sign }: { streams: readonly Stream[]; words: string; sign: ReactNode }) {
  if (streams.length === 0) return null
  return (
    <Box
      component="span"
      title={streams.map(({ target }) => target).join(', ')}
      sx={{ display: 'flex', alignItems: 'center', gap: 0.5, flex: 'none', maxWidth: '34%' }}
    >
      {sign}
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
        {words}{' '}
        <RouterLink to="/captures" underline="always">
          {firstAndOthers(streams)}
        </RouterLink>
      </Box>
    </Box>
  )
}
