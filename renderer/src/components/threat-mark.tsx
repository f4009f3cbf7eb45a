import type { ReactElement } from 'react'

import { threatColour, threatShape, type ThreatShape } from '../lib/threats.ts'

const SHAPES: Readonly<Record<ThreatShape, ReactElement>> = {
  square: <rect x="1.5" y="1.5" width="9" height="9" rx="1" />,
  triangle: <path d="M6 1 11.4 10.6H.6Z" />,
  diamond: <path d="M6 .3 11.7 6 6 11.7.3 6Z" />,
  circle: <circle cx="6" cy="6" r="5" />,
  cross: <path d="M4 1h4v3h3v4H8v3H4V8H1V4h3Z" />,
  hexagon: <path d="M6 .5 11 3.25v5.5L6 11.5 1 8.75v-5.5Z" />,
  ring: (
    <path fillRule="evenodd" d="M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Zm0 2.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6Z" />
  ),
  dot: <circle cx="6" cy="6" r="3" />,
}

/** Shape and colour of a threat type; its name is shown next to it. */
export function ThreatMark({ threatType, size = 10 }: { threatType: string; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden fill={threatColour(threatType)}>
      {SHAPES[threatShape(threatType)]}
    </svg>
  )
}
