import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import { useState } from 'react'
import { Link } from 'react-router'

import type { Settings } from '../../../../contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import { useAhead } from '../../components/use-ahead.ts'
import { Setting } from './setting.tsx'
import type { ChangeSettings } from '../../components/use-change-settings.ts'

/** What becomes an alert, and what is Unknown. */
export function DetectionPanel({ settings, onChange }: { settings: Settings; onChange: ChangeSettings }) {
  return (
    <Panel title="Detection">
      <Setting
        name="Confidence threshold"
        explanation="Threats that the model names below it are listed as flows but raise no alert. What is noticed across flows does not depend on it. Applies to future imports."
      >
        <ShareField
          name="Confidence threshold"
          value={settings.confidence_threshold}
          largest={1}
          step={0.05}
          onChange={(confidence_threshold) => onChange({ confidence_threshold })}
        />
      </Setting>
      <Setting
        name="Novelty budget"
        explanation="Share of benign flows that may be reported as Unknown (unlike anything in the training data). A higher budget finds more new kinds of attack, but reports more harmless flows too; 0 turns Unknown off. Applies to future imports."
      >
        <ShareField
          name="Novelty budget"
          value={settings.novelty_budget}
          largest={0.1}
          step={0.005}
          onChange={(novelty_budget) => onChange({ novelty_budget })}
        />
      </Setting>
      <Setting
        name="Behaviour across flows"
        explanation="Your networks, roles of hosts, and from where on scans, guessing, beacons and floods raise an alert."
      >
        <Button component={Link} to="/settings/behaviour" variant="outlined">
          Behaviour settings
        </Button>
      </Setting>
    </Panel>
  )
}

interface ShareFieldProps {
  name: string
  value: number
  largest: number
  step: number
  onChange: (value: number) => Promise<unknown>
}

/** A share that is taken over when the field is left. What is none stays there, marked, until it is mended or Escape is pressed. */
function ShareField({ name, value: current, largest, step, onChange }: ShareFieldProps) {
  // The stored value may change while this field is not being edited; the old text must not overwrite it.
  const [draft, setDraft] = useState<string | null>(null)
  const [kept, keep] = useAhead(current, onChange)
  const text = draft ?? String(kept)
  const value = text.trim() === '' ? NaN : Number(text)
  const isValid = value >= 0 && value <= largest

  const save = () => {
    if (!isValid) return
    setDraft(null)
    if (value !== kept) keep(value)
  }
  return (
    <TextField
      type="number"
      value={text}
      error={!isValid}
      helperText={isValid ? undefined : `Not saved: give a number from 0 to ${largest}. In force: ${kept}.`}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={save}
      onKeyDown={({ key }) => {
        if (key === 'Enter') save()
        if (key === 'Escape') setDraft(null)
      }}
      slotProps={{ htmlInput: { min: 0, max: largest, step, 'aria-label': name } }}
      sx={{ width: isValid ? 110 : 210 }}
    />
  )
}
