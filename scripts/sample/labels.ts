import type { AttackKind } from './attacks.ts'
import type { Instrument } from './instrument.ts'

/** Labels as the two releases spell them. */
const CORRECTED: Readonly<Partial<Record<AttackKind, string>>> = {
  'DoS slowloris': 'DoS Slowloris',
  PortScan: 'Portscan',
  Bot: 'Botnet',
}

const ORIGINAL: Readonly<Partial<Record<AttackKind, string>>> = {
  'Web Attack - Brute Force': 'Web Attack \u2013 Brute Force',
}

export function labelOf(kind: AttackKind | null, instrument: Instrument): string {
  if (kind === null) return 'BENIGN'
  return (instrument === 'corrected' ? CORRECTED : ORIGINAL)[kind] ?? kind
}
