import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useId, useState } from 'react'

import type { Flow } from '../../../../contract/flows.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { SavePacketsButton } from '../../components/save-packets-button.tsx'
import { usePacketSource } from '../../components/use-packet-source.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { PacketTable } from './packet-table.tsx'

/** Packets that are shown; a flow may have millions. */
const SHOWN_PACKETS = 100

/** The packets of a flow, read from the file of its capture when they are asked for. */
export function FlowPackets({ flow }: { flow: Flow }) {
  const id = useId()
  const source = usePacketSource(flow.capture_id)
  const [isShown, setShown] = useState(false)
  const isReadable = source?.reason === null
  return (
    <Box component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <Typography variant="h3" id={id} sx={{ mb: 0.75 }}>
        Packets
      </Typography>
      {source?.state !== 'none' && (
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1 }}>
          <Button
            variant="outlined"
            disabled={!isReadable && !isShown}
            aria-expanded={isShown}
            aria-describedby={`${id}-reason`}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? 'Hide packets' : 'Show packets'}
          </Button>
          <SavePacketsButton selection={{ flow_id: flow.id }} disabled={!isReadable} describedBy={`${id}-reason`} />
        </Box>
      )}
      <Typography
        id={`${id}-reason`}
        variant="body2"
        color="textSecondary"
        sx={{ mt: source?.state === 'none' ? 0 : 0.75, overflowWrap: 'anywhere', '&:empty': { display: 'none' } }}
      >
        {source?.reason}
      </Typography>
      {isShown && <FirstPackets id={flow.id} />}
    </Box>
  )
}

function FirstPackets({ id }: { id: string }) {
  const { data, error, isFetching, refetch } = useOperation('packets.look', { id, limit: SHOWN_PACKETS })
  if (error && !isFetching) {
    return (
      <Box sx={{ mt: 1 }}>
        <ProblemNotice title="The packets could not be read" error={error} onRetry={() => void refetch()} />
      </Box>
    )
  }
  if (!data)
    return <Skeleton role="status" variant="rounded" height={180} aria-label="Reading packets" sx={{ mt: 1 }} />
  const { items, total } = data
  return (
    <>
      <Typography variant="body2" color="textSecondary" sx={{ my: 0.75 }}>
        {items.length < total
          ? `The first ${formatCount(items.length)} of ${formatCounted(total, 'packet')}. Save the packets to see all.`
          : formatCounted(total, 'packet')}
      </Typography>
      <PacketTable packets={items} />
    </>
  )
}
