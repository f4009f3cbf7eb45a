import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import type { BehaviourSettings } from '../../../../contract/behaviour-settings.ts'
import { CaptureFilter } from '../../components/capture-filter.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { BehaviourCosts } from './behaviour-costs.tsx'
import { ProposedRoles } from './proposed-roles.tsx'

interface BehaviourTrialProps {
  /** Null where a field is wrong, undefined where nothing is changed. */
  proposed: BehaviourSettings | null | undefined
  onAddRole: (role: keyof BehaviourSettings['roles'], address: string) => void
}

/** Tries the settings on a capture before they are saved. */
export function BehaviourTrial({ proposed, onAddRole }: BehaviourTrialProps) {
  const [captureId, setCaptureId] = useState<number | undefined>()
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: (id: number) =>
      call('behaviour.measure', { id, ...(proposed === undefined || proposed === null ? {} : { proposed }) }),
  })
  const measure = () => {
    if (captureId !== undefined) mutate(captureId)
  }
  return (
    <Panel title="Try on a capture">
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        Choose a capture in which nothing happened, as long as possible: it shows how many false alerts a day the
        settings cost on your network. Nothing is kept or changed.
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: 1, mb: 1 }}>
        <CaptureFilter value={captureId} onChange={setCaptureId} />
        <Button
          variant="outlined"
          disabled={captureId === undefined || proposed === null || isPending}
          onClick={measure}
        >
          Measure
        </Button>
      </Box>
      <Box sx={{ height: 4 }}>{isPending && <LinearProgress aria-label="Measuring" />}</Box>
      {error && <ProblemNotice title="The settings could not be tried" error={error} onRetry={measure} />}
      <div aria-live="polite">
        {data && <BehaviourCosts measured={data} />}
        {data && <ProposedRoles proposals={data.proposed_roles} onAdd={onAddRole} />}
      </div>
    </Panel>
  )
}
