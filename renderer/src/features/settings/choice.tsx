import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'

import { useAhead } from '../../components/use-ahead.ts'

interface ChoiceProps<Value extends string> {
  name: string
  value: Value
  options: readonly { value: Value; label: string }[]
  onChange: (value: Value) => Promise<unknown>
}

/** One of a few values, all in sight. */
export function Choice<Value extends string>({ name, value, options, onChange }: ChoiceProps<Value>) {
  const [chosen, choose] = useAhead(value, onChange)
  return (
    <ToggleButtonGroup
      exclusive
      size="small"
      aria-label={name}
      value={chosen}
      onChange={(_event, next: Value | null) => {
        if (next !== null) choose(next)
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} value={option.value} sx={{ py: 0.25, px: 1.25 }}>
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  )
}
