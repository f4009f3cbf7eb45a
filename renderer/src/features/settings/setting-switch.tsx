import Switch from '@mui/material/Switch'

import { useAhead } from '../../components/use-ahead.ts'

interface SettingSwitchProps {
  name: string
  value: boolean
  onChange: (value: boolean) => Promise<unknown>
}

/** A setting that is on or off. */
export function SettingSwitch({ name, value, onChange }: SettingSwitchProps) {
  const [isOn, choose] = useAhead(value, onChange)
  return (
    <Switch
      checked={isOn}
      slotProps={{ input: { 'aria-label': name } }}
      onChange={(_event, checked) => choose(checked)}
    />
  )
}
