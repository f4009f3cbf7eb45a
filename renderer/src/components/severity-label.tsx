import Box from '@mui/material/Box'

import type { Severity } from '../../../contract/alerts.ts'
import { severityColour, SEVERITY_STYLES } from '../lib/severities.ts'

/** Between the paper and the borders of controls: seen in both themes, and never taken for lit. */
const UNLIT = 'color-mix(in srgb, var(--control-border) 60%, transparent)'

/** A severity by its level in bars, its colour and, unless there is no room, its name. */
export function SeverityLabel({ severity, markOnly = false }: { severity: Severity; markOnly?: boolean }) {
  const { name, level } = SEVERITY_STYLES[severity]
  return (
    <Box
      component="span"
      sx={{ display: 'inline-flex', alignItems: 'center', gap: 0.75, color: severityColour(severity), fontWeight: 600 }}
    >
      <svg
        width="14"
        height="12"
        viewBox="0 0 14 12"
        {...(markOnly ? { role: 'img', 'aria-label': name } : { 'aria-hidden': true })}
      >
        {[1, 2, 3, 4].map((bar) => (
          <rect
            key={bar}
            x={(bar - 1) * 3.6}
            y={12 - bar * 3}
            width="2.6"
            height={bar * 3}
            rx="0.6"
            fill={bar <= level ? 'currentColor' : UNLIT}
          />
        ))}
      </svg>
      {!markOnly && name}
    </Box>
  )
}
