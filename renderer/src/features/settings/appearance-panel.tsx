import Switch from '@mui/material/Switch'

import type { Settings } from '../../../../contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import { useSingleKeys } from '../../lib/preferences.ts'
import { zoneName } from '../../lib/time.ts'
import { Choice } from './choice.tsx'
import { PersonField } from './person-field.tsx'
import { Setting } from './setting.tsx'
import type { ChangeSettings } from '../../components/use-change-settings.ts'

/** How the window looks and is worked. */
export function AppearancePanel({ settings, onChange }: { settings: Settings; onChange: ChangeSettings }) {
  const [singleKeys, setSingleKeys] = useSingleKeys()
  return (
    <Panel title="Window">
      <Setting name="Theme">
        <Choice
          name="Theme"
          value={settings.theme}
          options={[
            { value: 'system', label: 'System' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ]}
          onChange={(theme) => onChange({ theme })}
        />
      </Setting>
      <Setting
        name="Time zone"
        explanation="For all times and charts in the window, reports and exported files. HTTP always uses UTC."
      >
        <Choice
          name="Time zone"
          value={settings.time_zone}
          options={[
            { value: 'utc', label: 'UTC' },
            { value: 'local', label: `This machine (${zoneName('local')})` },
          ]}
          onChange={(time_zone) => onChange({ time_zone })}
        />
      </Setting>
      <Setting
        name="Your name"
        explanation="Stands in the history beside every alert you decide on and every model you activate in this window."
      >
        <PersonField value={settings.person_name} onChange={(person_name) => onChange({ person_name })} />
      </Setting>
      <Setting name="Single-key shortcuts" explanation="Letters such as a, j and ? act at once. Ctrl+O always works.">
        <Switch
          checked={singleKeys}
          slotProps={{ input: { 'aria-label': 'Single-key shortcuts' } }}
          onChange={(_event, on) => setSingleKeys(on)}
        />
      </Setting>
    </Panel>
  )
}
