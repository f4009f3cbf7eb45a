import type { CSSProperties } from 'react'

import { ThreatMark } from './threat-mark.tsx'

/** A threat type by mark and name. Plain elements: long lists have hundreds of it. */
export function ThreatLabel({ threatType, strong = false }: { threatType: string; strong?: boolean }) {
  return (
    <span style={strong ? STRONG : LABEL}>
      <span style={MARK}>
        <ThreatMark threatType={threatType} />
      </span>
      <span style={NAME}>{threatType}</span>
    </span>
  )
}

const LABEL = {
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  minWidth: 0,
  maxWidth: '100%',
  fontVariantNumeric: 'normal',
} satisfies CSSProperties

const STRONG = { ...LABEL, fontWeight: 600 } satisfies CSSProperties

const MARK = { display: 'inline-flex', flex: 'none' } satisfies CSSProperties

const NAME = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } satisfies CSSProperties
