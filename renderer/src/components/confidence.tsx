import Box from '@mui/material/Box'

import { formatConfidence } from '../lib/numbers.ts'

/** A confidence as number and thin bar. */
export function Confidence({
  value,
  colour = 'var(--mui-palette-text-secondary)',
}: {
  value: number
  colour?: string
}) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75 }}>
      <Box component="span" sx={{ minWidth: 44 }}>
        {formatConfidence(value)}
      </Box>
      <Box
        component="span"
        aria-hidden
        sx={{ width: 40, height: 3, borderRadius: 2, bgcolor: 'divider', overflow: 'hidden' }}
      >
        <Box
          component="span"
          style={{ width: `${value * 100}%`, background: colour }}
          sx={{ display: 'block', height: 1 }}
        />
      </Box>
    </Box>
  )
}
