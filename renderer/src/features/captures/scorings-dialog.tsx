import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { Link } from 'react-router'

import type { Capture } from '../../../../contract/captures.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useAhead } from '../../components/use-ahead.ts'
import { useOperation } from '../../lib/queries.ts'
import { compareAddress } from '../../lib/compare-address.ts'
import { RescoreForm } from './rescore-form.tsx'
import { ScoringChoice } from './scoring-choice.tsx'
import { useShowScoring } from './use-show-scoring.ts'

interface ScoringsDialogProps {
  capture: Capture
  onClose: () => void
}

/** The same whatever arrives in it, so that nothing moves under the pointer. */
const HEIGHT = 'min(400px, calc(100% - 64px))'

/** Which models have scored a capture, whose scoring it shows, and a scoring by another. */
export function ScoringsDialog({ capture, onClose }: ScoringsDialogProps) {
  const { data, error, isLoading, refetch } = useOperation('captures.scorings', { id: capture.id })
  const show = useShowScoring(capture)
  // Oldest first: one that comes leaves those before it where a person points at them.
  const scorings = (data?.scorings ?? []).toSorted((one, other) => one.id - other.id)
  const shown = scorings.find(({ is_shown }) => is_shown)
  const other = scorings.findLast(({ is_shown, status }) => !is_shown && status === 'ready')
  const [chosenId, choose] = useAhead(shown?.id, async (scoring_id) => {
    if (scoring_id !== undefined) await show.mutateAsync(scoring_id)
  })
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth="sm"
      fullWidth
      aria-labelledby="scorings-title"
      slotProps={{ paper: { sx: { height: HEIGHT } } }}
    >
      <DialogTitle id="scorings-title" sx={{ overflowWrap: 'anywhere' }}>
        Models for {capture.name}
      </DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Typography variant="body2" color="textSecondary">
          Each scoring has its own predictions and raises its own alerts; what was decided on an alert holds for all of
          them. The shown one is what every page and the local port tell of this capture.
        </Typography>
        <Box sx={{ flex: 1, minHeight: 0, overflow: 'auto', display: 'grid', gap: 1.5, alignContent: 'start' }}>
          {isLoading && <Skeleton variant="rounded" height={90} />}
          {error && (
            <ProblemNotice title="The scorings could not be read" error={error} onRetry={() => void refetch()} />
          )}
          {data && <ScoringChoice scorings={scorings} chosenId={chosenId} onShow={choose} />}
          {show.error && <ProblemNotice title="The scoring could not be shown" error={show.error} />}
        </Box>
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
