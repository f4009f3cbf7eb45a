/** Threat types of one kind share a hue and a shape, so that neither colour nor shape alone has to tell them apart. */
export type ThreatShape = 'square' | 'triangle' | 'diamond' | 'circle' | 'cross' | 'hexagon' | 'ring' | 'dot'

interface ThreatStyle {
  shape: ThreatShape
  light: string
  dark: string
}

/** In the order in which charts stack them: kinds stay together. */
export const THREAT_STYLES: Readonly<Record<string, ThreatStyle>> = {
  DDoS: { shape: 'square', light: '#a8360f', dark: '#ff8a5c' },
  'DoS Hulk': { shape: 'square', light: '#d2541b', dark: '#e0673a' },
  'DoS GoldenEye': { shape: 'square', light: '#c77a1e', dark: '#f2b06a' },
  'DoS Slowhttptest': { shape: 'square', light: '#8f5b24', dark: '#c98f56' },
  'DoS slowloris': { shape: 'square', light: '#6e3a17', dark: '#a97146' },
  PortScan: { shape: 'triangle', light: '#1d6fb5', dark: '#5fb0f0' },
  'FTP-Patator': { shape: 'diamond', light: '#5b3fae', dark: '#a48df0' },
  'SSH-Patator': { shape: 'diamond', light: '#8a74d6', dark: '#c9baff' },
  'Web Attack - Brute Force': { shape: 'circle', light: '#0b6b62', dark: '#3fb8a8' },
  'Web Attack - XSS': { shape: 'circle', light: '#2a948a', dark: '#86dccf' },
  'Web Attack - Sql Injection': { shape: 'circle', light: '#0a4a52', dark: '#5c9aa6' },
  Bot: { shape: 'hexagon', light: '#b3307f', dark: '#f07cba' },
  Infiltration: { shape: 'hexagon', light: '#741a52', dark: '#c9588f' },
  Heartbleed: { shape: 'cross', light: '#806600', dark: '#e0c54a' },
  Unknown: { shape: 'ring', light: '#3d4752', dark: '#c3ccd6' },
  Benign: { shape: 'dot', light: '#7d8894', dark: '#76828f' },
}

/** For classes that only other models know. */
export const FOREIGN_STYLE: ThreatStyle = { shape: 'cross', light: '#4a5a2a', dark: '#a9c274' }

export const BENIGN = 'Benign'

/** Verdict on a flow that resembles nothing the model was trained on; neither a threat nor benign. */
export const UNKNOWN = 'Unknown'

const ORDER = Object.keys(THREAT_STYLES)

/** Sorts threat types as charts stack them: kinds together, foreign ones after, Benign last. */
export function compareThreatTypes(one: string, other: string): number {
  return rank(one) - rank(other) || one.localeCompare(other)
}

function rank(threatType: string): number {
  if (threatType === BENIGN) return ORDER.length + 1
  const place = ORDER.indexOf(threatType)
  return place === -1 ? ORDER.length : place
}
