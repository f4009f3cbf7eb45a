import TextField from '@mui/material/TextField'
import { useState } from 'react'

import type { Settings } from '../../../../contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import { Setting } from './setting.tsx'
import type { ChangeSettings } from './use-change-settings.ts'

/** What becomes an alert. */
export function DetectionPanel({ settings, onChange }: { settings: Settings; onChange: ChangeSettings }) {
  const current = String(settings.confidence_threshold)
  const [text, setText] = useState(current)
  const value = text.trim() === '' ? NaN : Number(text)
  const isValid = value >= 0 && value <= 1

  const save = () => {
    if (!isValid) setText(current)
    else if (value !== settings.confidence_threshold) onChange({ confidence_threshold: value })
  }
  return (
    <Panel title="Detection">
      <Setting
        name="Confidence threshold"
        explanation="Threats below it are listed among the flows and raise no alert. It holds for captures imported from now on."
      >
        <TextField
          type="number"
          value={text}
          error={!isValid}
          helperText={isValid ? undefined : 'From 0 to 1'}
          onChange={({ target }) => setText(target.value)}
          onBlur={save}
          onKeyDown={({ key }) => {
            if (key === 'Enter') save()
          }}
          slotProps={{ htmlInput: { min: 0, max: 1, step: 0.05, 'aria-label': 'Confidence threshold' } }}
          sx={{ width: 110 }}
        />
      </Setting>
    </Panel>
  )
}
