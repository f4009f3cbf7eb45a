import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Stack from '@mui/material/Stack'
import Typography from '@mui/material/Typography'
import { useEffect, useState } from 'react'

import type { Job } from '../../../contract/jobs.ts'
import type { UnderWay } from '../../../contract/window.ts'
import { call } from '../lib/client.ts'
import { formatCounted } from '../lib/numbers.ts'
import { useOperation } from '../lib/queries.ts'

const WORK: Readonly<Record<Job['kind'], string>> = {
  import: 'The import of',
  rescore: 'The new scoring of',
  training: 'The training on',
  packets: 'The saving of packets to',
  export: 'The export to',
}

interface Question {
  readonly under_way: UnderWay
  /** When the window closes by itself, by `performance.now()`. */
  readonly closes_at_ms: number
}

/** Asks before the window closes over work that is under way; without an answer it closes soon. */
export function ClosingDialog() {
  const [question, setQuestion] = useState<Question | null>(null)
  useEffect(
    () =>
      window.anomalyx.onEvent((event) => {
        if (event.type !== 'closing') return
        setQuestion({ under_way: event.under_way, closes_at_ms: performance.now() + event.closes_in_ms })
      }),
    [],
  )
  if (question === null) return null
  const { job_ids, recordings } = question.under_way
  const keepOpen = () => {
    setQuestion(null)
    void call('window.keepOpen', {})
  }
  return (
    <Dialog
      open
      onClose={keepOpen}
      maxWidth="xs"
      role="alertdialog"
      aria-labelledby="closing-title"
      aria-describedby="closing-text"
    >
      <DialogTitle id="closing-title">Close AnomalyX?</DialogTitle>
      <DialogContent>
        <Stack id="closing-text" sx={{ gap: 1 }}>
          {job_ids.length > 0 && (
            <Typography>
              <Work job_ids={job_ids} /> Nothing is kept of an import that is broken off; the next start names it.
            </Typography>
          )}
          {recordings.length > 0 && <Typography>{recordingText(recordings)}</Typography>}
        </Stack>
        <SecondsLeft closes_at_ms={question.closes_at_ms} />
      </DialogContent>
      <DialogActions>
        <Button color="error" onClick={() => void call('window.close', {})}>
          Close now
        </Button>
        <Button variant="contained" onClick={keepOpen} autoFocus>
          Keep open
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Work({ job_ids: [first = 0, ...others] }: { job_ids: readonly number[] }) {
  const { data: job } = useOperation('jobs.get', { id: first })
  const subject = job === undefined ? 'Work' : `${WORK[job.kind]} ${job.title}`
  if (others.length === 0) return `${subject} is under way and ends when AnomalyX closes.`
  return `${subject} and ${formatCounted(others.length, 'other job')} are under way and end when AnomalyX closes.`
}

function recordingText([first = '', ...others]: readonly string[]): string {
  const are =
    others.length === 0 ? `${first} is` : `${first} and ${formatCounted(others.length, 'other interface')} are`
  return `${are} being recorded. Recording goes on at the next start; what passes before that is not recorded.`
}

function SecondsLeft({ closes_at_ms }: { closes_at_ms: number }) {
  const secondsLeft = () => Math.max(0, Math.ceil((closes_at_ms - performance.now()) / 1000))
  const [seconds, setSeconds] = useState(secondsLeft)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsLeft()), 100)
    return () => clearInterval(timer)
  })
  return (
    <Typography color="text.secondary" sx={{ mt: 1.5 }}>
      Closes by itself in {formatCounted(seconds, 'second')}.
    </Typography>
  )
}
