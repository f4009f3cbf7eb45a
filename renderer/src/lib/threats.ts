import { FOREIGN_STYLE, THREAT_STYLES, type ThreatShape } from '../../../contract/threat-styles.ts'

export { BENIGN, compareThreatTypes, UNKNOWN, type ThreatShape } from '../../../contract/threat-styles.ts'

const ORDER = Object.keys(THREAT_STYLES)

export function threatVariable(threatType: string): string {
  const known = ORDER.includes(threatType) ? threatType : 'foreign'
  return `--threat-${known.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`
}

/** CSS colour of a threat type in whichever theme is on. */
export function threatColour(threatType: string): string {
  return `var(${threatVariable(threatType)})`
}

export function threatShape(threatType: string): ThreatShape {
  return (THREAT_STYLES[threatType] ?? FOREIGN_STYLE).shape
}

/** CSS variables of every threat type for one theme. */
export function threatVariables(theme: 'light' | 'dark'): Record<string, string> {
  const entries = ORDER.map((threatType) => [threatVariable(threatType), THREAT_STYLES[threatType]?.[theme] ?? ''])
  return {
    ...Object.fromEntries<string>(entries.map(([name = '', value = '']) => [name, value])),
    '--threat-foreign': FOREIGN_STYLE[theme],
  }
}
