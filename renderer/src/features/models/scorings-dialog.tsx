import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'

import type { Capture } from '../../../../contract/captures.ts'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { useOperation } from '../../lib/queries.ts'
import { compareAddress } from './compare-address.ts'
import { RescoreForm } from './rescore-form.tsx'
import { ScoringChoice } from './scoring-choice.tsx'

interface ScoringsDialogProps {
  capture: Capture
  onClose: () => void
}

/** Which models have scored a capture, whose scoring it shows, and a scoring by another. */
export function ScoringsDialog({ capture, onClose }: ScoringsDialogProps) {
  const { data, error, isLoading, refetch } = useOperation('captures.scorings', { id: capture.id })
  const client = useQueryClient()
  const notify = useNotify()
  const show = useMutation({
    mutationFn: (scoring_id: number) => call('captures.showScoring', { id: capture.id, scoring_id }),
    onSuccess: async ({ model_id }) => {
      notify({ message: `${capture.name} shows what ${model_id ?? 'the model'} says` })
      await client.invalidateQueries()
    },
  })
  const scorings = data?.scorings ?? []
  const shown = scorings.find(({ is_shown }) => is_shown)
  const other = scorings.find(({ is_shown, status }) => !is_shown && status === 'ready')
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="scorings-title">
      <DialogTitle id="scorings-title" sx={{ overflowWrap: 'anywhere' }}>
        Models over {capture.name}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 1.5 }}>
        <Typography variant="body2" color="textSecondary">
          Each scoring keeps its own predictions, alerts and decisions. The shown one is what every page and the local port
          tell of this capture.
        </Typography>
        {isLoading && <Skeleton variant="rounded" height={90} />}
        {error && <ProblemNotice title="The scorings could not be read" error={error} onRetry={() => void refetch()} />}
        {data && (
          <ScoringChoice
            scorings={scorings}
            chosenId={(show.isPending ? show.variables : undefined) ?? shown?.id}
            onShow={(scoring_id) => show.mutate(scoring_id)}
          />
        )}
        {show.error && <ProblemNotice title="The scoring could not be shown" error={show.error} />}
        {data && <RescoreForm capture={capture} scorings={scorings} />}
      </DialogContent>
      <DialogActions>
        <Box sx={{ mr: 'auto' }}>
          {shown && (
            <Button
              component={Link}
              to={compareAddress({ capture_id: capture.id, scoring_id: shown.id, other_id: other?.id })}
            >
              {other ? 'Compare' : 'Evaluate'}
            </Button>
          )}
        </Box>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}
