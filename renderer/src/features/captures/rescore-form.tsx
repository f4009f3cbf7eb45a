import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import MenuItem from '@mui/material/MenuItem'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { Capture } from '../../../../contract/captures.ts'
import type { Scoring } from '../../../../contract/scorings.ts'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { useLibrary } from '../../components/use-library.ts'
import { useOperation } from '../../lib/queries.ts'

/** Scores a capture with a model that has not scored it with the settings that hold now. */
export function RescoreForm({ capture, scorings }: { capture: Capture; scorings: readonly Scoring[] }) {
  const library = useLibrary()
  const client = useQueryClient()
  const notify = useNotify()
  const [asked, setAsked] = useState<string | null>(null)
  const rescore = useMutation({
    mutationFn: (model_id: string) => call('captures.rescore', { id: capture.id, model_id }),
    onSuccess: async (_, model_id) => {
      // Another may have been chosen meanwhile.
      setAsked((now) => (now === model_id ? null : now))
      notify({ message: `${capture.name} is queued for scoring with ${model_id}` })
      await client.invalidateQueries({ queryKey: ['captures.scorings'] })
    },
  })
  const settings = useOperation('settings.get', {}).data
  // With another threshold or budget the same model may say something else.
  const same = scorings.filter(
    ({ confidence_threshold, novelty_budget }) =>
      settings === undefined ||
      (confidence_threshold === settings.confidence_threshold && novelty_budget === settings.novelty_budget),
  )
  const scored = new Set(same.map(({ model_sha256, model_id }) => `${model_id} ${model_sha256}`))
  const models = (library.data?.models ?? []).filter(({ id, model_sha256 }) => !scored.has(`${id} ${model_sha256}`))
  const chosen = models.find(({ id }) => id === asked) ?? models[0]
  if (capture.kind === 'detections') {
    return (
      <Typography variant="body2" color="textSecondary">
        These flows were sent by scripts; their predictions stay with the model that answered.
      </Typography>
    )
  }
  if (library.data && chosen === undefined) {
    return (
      <Typography variant="body2" color="textSecondary">
        Every model of the library has scored this capture with the present settings. Import or train another on the
        Models page.
      </Typography>
    )
  }
  return (
    <Box sx={{ display: 'grid', gap: 1.5 }}>
      {rescore.error && <ProblemNotice title="The capture could not be scored again" error={rescore.error} />}
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', pt: 0.75 }}>
        <TextField
          select
          label="Score again with"
          value={chosen?.id ?? ''}
          onChange={({ target }) => setAsked(target.value)}
          sx={{ flex: 1, minWidth: 0 }}
        >
          {models.map(({ id }) => (
            <MenuItem key={id} value={id}>
              {id}
            </MenuItem>
          ))}
        </TextField>
        <Button
          variant="contained"
          disabled={chosen === undefined || (rescore.isPending && rescore.variables === chosen.id)}
          onClick={() => {
            if (chosen) rescore.mutate(chosen.id)
          }}
        >
          Score
        </Button>
      </Box>
    </Box>
  )
}
