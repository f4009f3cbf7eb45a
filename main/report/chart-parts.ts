import { FOREIGN_STYLE, THREAT_STYLES } from '../../contract/threat-styles.ts'

/** Colour of a threat type on paper. */
export function paperColour(threat_type: string): string {
  return (THREAT_STYLES[threat_type] ?? FOREIGN_STYLE).light
}

/** A coordinate with as many digits as can be seen. */
export function at(value: number): string {
  return String(Math.round(value * 100) / 100)
}
