import type { Severity } from '../../../contract/alerts.ts'

interface SeverityStyle {
  name: string
  /** Bars of four that are filled: the level without its colour. */
  level: 1 | 2 | 3 | 4
  light: string
  dark: string
}

export const SEVERITY_STYLES: Readonly<Record<Severity, SeverityStyle>> = {
  critical: { name: 'Critical', level: 4, light: '#a61b26', dark: '#ff8f8a' },
  high: { name: 'High', level: 3, light: '#a8480a', dark: '#f5a35c' },
  medium: { name: 'Medium', level: 2, light: '#756000', dark: '#dcc25a' },
  low: { name: 'Low', level: 1, light: '#42607f', dark: '#9fbcd8' },
}

export const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low']

/** CSS colour of a severity in whichever theme is on. */
export function severityColour(severity: Severity): string {
  return `var(--severity-${severity})`
}

export function severityVariables(theme: 'light' | 'dark'): Record<string, string> {
  return Object.fromEntries(SEVERITIES.map((severity) => [`--severity-${severity}`, SEVERITY_STYLES[severity][theme]]))
}
