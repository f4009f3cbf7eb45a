import Box from '@mui/material/Box'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'

import type { BehaviourSettings } from '../../../../contract/behaviour-settings.ts'
import { type BehaviourDraft, fieldName, textOf } from './behaviour-draft.ts'
import type { LimitGroup } from './behaviour-fields.ts'

interface BehaviourLimitsProps {
  group: LimitGroup
  settings: BehaviourSettings
  texts: BehaviourDraft
  problems: Readonly<Record<string, string>>
  onWrite: (field: string, text: string) => void
}

/** From where on one detector raises an alert. */
export function BehaviourLimits({ group, settings, texts, problems, onWrite }: BehaviourLimitsProps) {
  return (
    <Box component="fieldset" sx={{ border: 0, m: 0, p: 0, minWidth: 0 }}>
      <Typography component="legend" variant="body2" sx={{ p: 0, fontWeight: 550 }}>
        {group.title}
      </Typography>
      <Typography variant="caption" color="textSecondary" component="p">
        {group.explanation}
      </Typography>
      <Box sx={{ display: 'grid', gap: 1, mt: 1, gridTemplateColumns: 'repeat(auto-fill, minmax(210px, 1fr))' }}>
        {group.fields.map(({ group: place, name, label }) => {
          const field = fieldName([place, name])
          const saved = textOf(settings, [place, name])
          const problem = problems[field]
          return (
            <TextField
              key={field}
              type="number"
              label={label}
              value={texts[field] ?? saved}
              error={problem !== undefined}
              helperText={problem ?? (texts[field] !== undefined && texts[field] !== saved ? `Now ${saved}` : ' ')}
              onChange={({ target }) => onWrite(field, target.value)}
              slotProps={{ htmlInput: { step: 'any' } }}
            />
          )
        })}
      </Box>
    </Box>
  )
}
