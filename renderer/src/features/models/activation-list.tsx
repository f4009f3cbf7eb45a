import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Activation } from '../../../../contract/models.ts'
import { Panel } from '../../components/panel.tsx'
import { Time } from '../../components/time.tsx'
import { originOf } from '../../lib/origins.ts'

const SHOWN = 10

/** Who made which model the active one, newest first. */
export function ActivationList({ activations }: { activations: readonly Activation[] }) {
  return (
    <Panel title="Activations">
      {activations.length === 0 ? (
        <Typography variant="body2" color="textSecondary">
          None yet: the built-in model has classified everything so far.
        </Typography>
      ) : (
        <Box component="ol" aria-label="Activations, newest first" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {activations.slice(0, SHOWN).map(({ at, actor, person, model_id, model_sha256, is_rollback }) => (
            <Box component="li" key={at} sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5, py: 0.25 }}>
              <Box component="span" sx={{ color: 'text.secondary' }}>
                <Time at={at} />
              </Box>
              <span title={`SHA-256 ${model_sha256}`}>
                {is_rollback ? 'rolled back to' : 'activated'} <strong>{model_id}</strong> {originOf({ actor, person })}
              </span>
            </Box>
          ))}
        </Box>
      )}
    </Panel>
  )
}
