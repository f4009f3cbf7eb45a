import type { Settings } from '../../../../contract/settings.ts'
import { Panel } from '../../components/panel.tsx'
import { Choice } from './choice.tsx'
import { Setting } from './setting.tsx'
import type { ChangeSettings } from '../../components/use-change-settings.ts'

/** What happens before a file is imported. */
export function ImportPanel({ settings, onChange }: { settings: Settings; onChange: ChangeSettings }) {
  return (
    <Panel title="Imports">
      <Setting
        name="Preview before import"
        explanation="Shows the layout, columns, time zone and first rows. “When unsure” covers: an unknown layout, an assumed time zone, converted units, no header, unusual columns, or a file that was imported before."
      >
        <Choice
          name="Preview before import"
          value={settings.preview_before_import}
          options={[
            { value: 'when-unsure', label: 'When unsure' },
            { value: 'always', label: 'Always' },
            { value: 'never', label: 'Never' },
          ]}
          onChange={(preview_before_import) => onChange({ preview_before_import })}
        />
      </Setting>
    </Panel>
  )
}
