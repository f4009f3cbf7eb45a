import { describe, expect, it } from 'vitest'

import { SEVERITIES, SEVERITY_STYLES } from '../lib/severities.ts'
import { THREAT_STYLES } from '../../../contract/threat-styles.ts'
import { SURFACES } from './palette.ts'

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['light', 'dark'] as const)('%s theme', (theme) => {
  const surfaces = SURFACES[theme]
  const backgrounds = [surfaces.canvas, surfaces.paper, surfaces.raised]

  it.each(['text', 'quiet', 'accent', 'error', 'warning', 'success'] as const)('%s is readable', (name) => {
    for (const background of backgrounds) expect(contrast(surfaces[name], background)).toBeGreaterThanOrEqual(4.5)
  })

  it('text on the accent is readable', () => {
    expect(contrast(surfaces.accentText, surfaces.accent)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(SEVERITIES)('severity %s is readable as text', (severity) => {
    for (const background of backgrounds) {
      expect(contrast(SEVERITY_STYLES[severity][theme], background)).toBeGreaterThanOrEqual(4.5)
    }
  })

  it.each(Object.keys(THREAT_STYLES))('%s stands out as a shape', (threatType) => {
    const colour = THREAT_STYLES[threatType]?.[theme] ?? ''
    for (const background of backgrounds) expect(contrast(colour, background)).toBeGreaterThanOrEqual(3)
  })
})
