import type { CSSProperties } from 'react'

import { formatConfidence } from '../lib/numbers.ts'

interface ConfidenceProps {
  value: number
  colour?: string
}

/** A confidence as number and thin bar. Plain elements: long lists have hundreds of it. */
export function Confidence({ value, colour = 'var(--mui-palette-text-secondary)' }: ConfidenceProps) {
  return (
    <span style={WHOLE}>
      <span style={NUMBER}>{formatConfidence(value)}</span>
      <span aria-hidden style={TRACK}>
        <span style={{ ...BAR, width: `${value * 100}%`, background: colour }} />
      </span>
    </span>
  )
}

const WHOLE = { display: 'inline-flex', alignItems: 'center', gap: 6 } satisfies CSSProperties

const NUMBER = { minWidth: 44 } satisfies CSSProperties

const TRACK = {
  width: 40,
  height: 3,
  borderRadius: 10,
  background: 'var(--mui-palette-divider)',
  overflow: 'hidden',
} satisfies CSSProperties

const BAR = { display: 'block', height: '100%' } satisfies CSSProperties
