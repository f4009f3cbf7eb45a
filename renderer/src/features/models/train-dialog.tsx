import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Checkbox from '@mui/material/Checkbox'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import FormControlLabel from '@mui/material/FormControlLabel'
import Skeleton from '@mui/material/Skeleton'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { Capture } from '../../../../contract/captures.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useCaptures } from '../../components/use-captures.ts'
import { call } from '../../lib/client.ts'
import { useLoneMutation } from '../../lib/lone-mutation.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/

/** Starts a training on captures that carry labels. */
export function TrainDialog({ onClose }: { onClose: () => void }) {
  const captures = useCaptures()
  const client = useQueryClient()
  const notify = useNotify()
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const [name, setName] = useState('trained')
  const [withoutBenign, setWithoutBenign] = useState(false)
  const train = useLoneMutation({
    mutationFn: () => call('models.train', { capture_ids: [...chosen], name, without_benign: withoutBenign }),
    onSuccess: async () => {
      notify({ message: `Training of ${name} started` })
      onClose()
      await client.invalidateQueries({ queryKey: ['jobs.list'] })
    },
  })
  const labelled = (captures.data?.items ?? []).filter(({ status, labelled: flows }) => status === 'ready' && flows > 0)
  const isNamed = NAME.test(name)
  const flows = labelled.filter(({ id }) => chosen.has(id)).reduce((sum, each) => sum + each.labelled, 0)
  return (
    <Dialog open onClose={onClose} maxWidth="sm" fullWidth aria-labelledby="train-title">
      <DialogTitle id="train-title">Train a model</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
          The model is trained on labelled captures in the background; you can keep working. It is added to the library
          but not activated.
        </Typography>
        {captures.error && <ProblemNotice title="Captures could not be read" error={captures.error} />}
        {captures.isLoading && <Skeleton variant="rounded" height={120} />}
        {captures.data && labelled.length === 0 && (
          <EmptyState title="No labelled captures">
            Import a capture with a Label column that names the threat type of each flow.
          </EmptyState>
        )}
        {labelled.length > 0 && (
          <>
            <Box
              role="group"
              aria-label="Labelled captures"
              sx={{
                display: 'grid',
                maxHeight: 280,
                overflow: 'auto',
                border: 1,
                borderColor: 'divider',
                borderRadius: 1.5,
              }}
            >
              {labelled.map((capture) => (
                <Choice
                  key={capture.id}
                  capture={capture}
                  isChosen={chosen.has(capture.id)}
                  onChange={() =>
                    setChosen(
                      new Set(
                        [...chosen].includes(capture.id)
                          ? [...chosen].filter((id) => id !== capture.id)
                          : [...chosen, capture.id],
                      ),
                    )
                  }
                />
              ))}
            </Box>
            <TextField
              label="Name"
              value={name}
              onChange={({ target }) => setName(target.value)}
              error={!isNamed}
              helperText={isNamed ? ' ' : '1 to 60 letters, digits, dots, dashes or underscores'}
              sx={{ mt: 2, width: 1 }}
            />
            <FormControlLabel
              control={
                <Checkbox
                  size="small"
                  checked={withoutBenign}
                  onChange={(_event, isChecked) => setWithoutBenign(isChecked)}
                />
              }
              label="Train also when no flow is benign; such a model calls every flow a threat, and is marked"
            />
          </>
        )}
        {train.error && <ProblemNotice title="The training could not be started" error={train.error} />}
      </DialogContent>
      <DialogActions>
        {flows > 0 && (
          <Typography variant="body2" color="textSecondary" sx={{ mr: 'auto', pl: 0.5 }}>
            {formatCounted(flows, 'labelled flow')}
          </Typography>
        )}
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="contained"
          disabled={chosen.size === 0 || !isNamed || train.isPending}
          onClick={() => train.mutate()}
        >
          Train
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function Choice({ capture, isChosen, onChange }: { capture: Capture; isChosen: boolean; onChange: () => void }) {
  return (
    <FormControlLabel
      control={<Checkbox size="small" checked={isChosen} onChange={onChange} sx={{ py: 0.5 }} />}
      label={
        <Box sx={{ display: 'flex', gap: 1, minWidth: 0 }}>
          <Box component="span" sx={{ overflowWrap: 'anywhere' }}>
            {capture.name}
          </Box>
          <Box component="span" sx={{ ml: 'auto', color: 'text.secondary', whiteSpace: 'nowrap' }}>
            {formatCount(capture.labelled)} labelled
          </Box>
        </Box>
      }
      sx={{ mx: 0.5, mr: 1.5, '& .MuiFormControlLabel-label': { flex: 1, minWidth: 0 } }}
    />
  )
}
