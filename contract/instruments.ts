import type { Instrument } from './captures.ts'

/** Flow meters in words. */
export const INSTRUMENTS: Readonly<Record<Instrument, string>> = {
  original: 'CICFlowMeter of the original release',
  corrected: 'CICFlowMeter of the corrected release',
  'cicflowmeter-4': 'CICFlowMeter 4',
  python: 'Python cicflowmeter',
  zeek: 'Zeek',
  suricata: 'Suricata',
  nfdump: 'NetFlow or IPFIX, read by nfdump',
  argus: 'Argus',
  unknown: 'Unknown',
}
