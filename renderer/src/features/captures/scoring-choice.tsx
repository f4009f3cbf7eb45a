import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Radio from '@mui/material/Radio'
import RadioGroup from '@mui/material/RadioGroup'

import type { Scoring } from '../../../../contract/scorings.ts'
import { Time } from '../../components/time.tsx'
import { formatCounted } from '../../lib/numbers.ts'

interface ScoringChoiceProps {
  scorings: readonly Scoring[]
  /** The one that is shown, or is about to be. */
  chosenId: number | undefined
  onShow: (scoring_id: number) => void
}

/** Chooses the scoring that a capture shows. */
export function ScoringChoice({ scorings, chosenId, onShow }: ScoringChoiceProps) {
  return (
    <RadioGroup
      aria-label="Shown scoring"
      value={String(chosenId ?? '')}
      onChange={(_event, value) => onShow(Number(value))}
      sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, px: 1.5, py: 0.5 }}
    >
      {scorings.map((scoring) => (
        <FormControlLabel
          key={scoring.id}
          value={String(scoring.id)}
          disabled={scoring.status !== 'ready'}
          control={<Radio size="small" sx={{ py: 0.5 }} />}
          label={
            <>
              <Box sx={{ fontWeight: 600, overflowWrap: 'anywhere' }}>{scoring.model_id}</Box>
              <Box sx={{ fontSize: 11.5, color: 'text.secondary' }}>
                <code title={scoring.model_sha256}>{scoring.model_sha256.slice(0, 12)}…</code> ·{' '}
                {scoring.status === 'running' ? (
                  'in progress'
                ) : (
                  <>
                    {formatCounted(scoring.threats, 'threat')} · <Time at={scoring.created_at} precision="minute" />
                  </>
                )}
              </Box>
            </>
          }
          sx={{ py: 0.25, alignItems: 'flex-start' }}
        />
      ))}
    </RadioGroup>
  )
}
