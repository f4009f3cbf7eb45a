import ArrowDownwardIcon from '@mui/icons-material/ArrowDownward'
import ArrowUpwardIcon from '@mui/icons-material/ArrowUpward'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import { useEffect, useRef } from 'react'

import type { Job } from '../../../../contract/jobs.ts'
import { useAnnounce } from '../../components/announcer.tsx'
import { useQueueActions } from './use-queue-actions.ts'

/** Gives a waiting import an earlier or a later turn. */
export function MoveButtons({ job, waiting }: { job: Job; waiting: readonly Job[] }) {
  const { move } = useQueueActions()
  const announce = useAnnounce()
  const box = useRef<HTMLDivElement>(null)
  const wasMoved = useRef<'up' | 'down' | null>(null)
  const place = waiting.findIndex(({ id }) => id === job.id)

  useEffect(() => {
    const direction = wasMoved.current
    if (direction === null) return
    wasMoved.current = null
    announce(`${job.title} is now number ${place + 1} of ${waiting.length} waiting`)
    // The card was put elsewhere in the page, and lost the focus by it; at an end its button rests.
    const [up, down] = box.current?.querySelectorAll('button') ?? []
    const [wanted, other] = direction === 'up' ? [up, down] : [down, up]
    ;(wanted?.disabled === false ? wanted : other)?.focus()
  }, [announce, job.title, place, waiting.length])

  const go = (direction: 'up' | 'down') => {
    wasMoved.current = direction
    move(job, direction === 'up' ? -1 : 1)
  }
  return (
    <Box ref={box} sx={{ display: 'flex', flex: 'none' }}>
      <Tooltip title="Earlier">
        <span>
          <IconButton aria-label={`Import ${job.title} earlier`} disabled={place <= 0} onClick={() => go('up')}>
            <ArrowUpwardIcon />
          </IconButton>
        </span>
      </Tooltip>
      <Tooltip title="Later">
        <span>
          <IconButton
            aria-label={`Import ${job.title} later`}
            disabled={place >= waiting.length - 1}
            onClick={() => go('down')}
          >
            <ArrowDownwardIcon />
          </IconButton>
        </span>
      </Tooltip>
    </Box>
  )
}
