import { missingKind } from './cell.ts'
import { normaliseName } from './names.ts'

/** The classes a model may name, in the order of class indices throughout the product. */
export const THREAT_TYPES = [
  'Benign',
  'Bot',
  'DDoS',
  'DoS GoldenEye',
  'DoS Hulk',
  'DoS Slowhttptest',
  'DoS slowloris',
  'FTP-Patator',
  'Heartbleed',
  'Infiltration',
  'PortScan',
  'SSH-Patator',
  'Web Attack - Brute Force',
  'Web Attack - Sql Injection',
  'Web Attack - XSS',
] as const

export type ThreatType = (typeof THREAT_TYPES)[number]

export const BENIGN: ThreatType = 'Benign'

/** Label of data sets that tell threats from benign flows without naming them (`Attack`, `Malicious`, `1`); no model says it. */
export const UNNAMED_THREAT = 'Attack'

/** What labels say, in the order of label indices throughout the product: the classes first. */
export const LABELS = [...THREAT_TYPES, UNNAMED_THREAT] as const

export type Label = (typeof LABELS)[number]

/** Spellings that differ from the canonical one by more than case, spaces, dashes or encoding. */
const ALIASES: Readonly<Record<string, ThreatType>> = {
  Normal: 'Benign',
  'Normal Traffic': 'Benign',
  'Benign Traffic': 'Benign',
  Legitimate: 'Benign',
  Botnet: 'Bot',
  Bots: 'Bot',
  'Botnet Ares': 'Bot',
  'Port Scanning': 'PortScan',
  Infilteration: 'Infiltration',
  'Infiltration - Portscan': 'PortScan',
  'Infiltration - NMAP Portscan': 'PortScan',
  'Infiltration - Communication Victim Attacker': 'Infiltration',
  'Infiltration - Dropbox Download': 'Infiltration',
  'Heartbleed-Port 444': 'Heartbleed',
  Hulk: 'DoS Hulk',
  GoldenEye: 'DoS GoldenEye',
  SlowHTTPTest: 'DoS Slowhttptest',
  Slowloris: 'DoS slowloris',
  'DoS attacks-Hulk': 'DoS Hulk',
  'DoS attacks-GoldenEye': 'DoS GoldenEye',
  'DoS attacks-SlowHTTPTest': 'DoS Slowhttptest',
  'DoS attacks-Slowloris': 'DoS slowloris',
  'SSH-Bruteforce': 'SSH-Patator',
  'FTP-BruteForce': 'FTP-Patator',
  'Brute Force -Web': 'Web Attack - Brute Force',
  'Brute Force -XSS': 'Web Attack - XSS',
  'SQL Injection': 'Web Attack - Sql Injection',
  'Web Attack - SQL': 'Web Attack - Sql Injection',
  'Web Brute Force': 'Web Attack - Brute Force',
  'Web XSS': 'Web Attack - XSS',
  'Web SQL Injection': 'Web Attack - Sql Injection',
  Syn: 'DDoS',
  UDP: 'DDoS',
  'UDP-lag': 'DDoS',
  WebDDoS: 'DDoS',
  TFTP: 'DDoS',
  LDAP: 'DDoS',
  MSSQL: 'DDoS',
  NetBIOS: 'DDoS',
  Portmap: 'DDoS',
}

/** Tools and protocols stand behind it: `DDOS attack-HOIC`, `DDoS-LOIC-UDP`, `DrDoS_DNS`; words may deny it, of any script. */
const DISTRIBUTED = /^(ddos|drdos)(?!.*(?:benign|normal|false|free))[a-z0-9]*$/

/** A dash that came through the wrong encoding: up to three characters that stand alone. */
const BROKEN_DASH = /(?<= )[\x80-\xff\u0152-\u0178\u2010-\u2122\ufffd]{1,3}(?= )/g

/** Folds the spellings of one label: letters and digits of any script, in lower case. */
function foldLabel(label: string): string {
  // eslint-disable-next-line no-control-regex -- the range is that of ASCII
  if (/^[\x00-\x7f]*$/.test(label)) return normaliseName(label)
  return label
    .replace(BROKEN_DASH, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '')
}

const BY_SPELLING: ReadonlyMap<string, ThreatType> = new Map([
  ...THREAT_TYPES.map((name) => [foldLabel(name), name] as const),
  ...Object.entries(ALIASES).map(([spelling, name]) => [foldLabel(spelling), name] as const),
])

/**
 * Canonical class of a label as written in a file, or undefined when the label is not known.
 * The dash in `Web Attack – XSS` comes as U+2013, U+FFFD, U+0096, the byte 0x96, `-` or what a wrong encoding made of it;
 * folding removes it. The "Attempted" flows of the corrected
 * release never reached their victim's service and count as benign (Engelen 2021). Every attack of CIC-DDoS-2019 is a
 * distributed one, whatever protocol its label names.
 */
export function threatTypeOf(label: string): ThreatType | undefined {
  const folded = foldLabel(label)
  if (isAttempted(label)) return BENIGN
  return BY_SPELLING.get(folded) ?? (DISTRIBUTED.test(folded) ? 'DDoS' : undefined)
}

const UNNAMED_SPELLINGS: ReadonlySet<string> = new Set([
  'attack',
  'attacks',
  'malicious',
  'anomaly',
  'anomalous',
  'abnormal',
  'intrusion',
  'threat',
])

/** What a label as written in a file says, or undefined when it is not known. */
export function labelNameOf(label: string): Label | undefined {
  return threatTypeOf(label) ?? (UNNAMED_SPELLINGS.has(foldLabel(label)) ? UNNAMED_THREAT : undefined)
}

/** Whether a label is of an attack that had no effect: `DoS Hulk - Attempted`, `Attempted-relabel-as-Benign`. */
export function isAttempted(label: string): boolean {
  return foldLabel(label).includes('attempted')
}

/** Attacks of CIC-DDoS-2019 that are named after the protocol they abuse; in any other file such a label is a protocol. */
const PROTOCOL_LABELS: ReadonlySet<string> = new Set(['syn', 'udp', 'tftp', 'ldap', 'mssql', 'netbios', 'portmap'])

/** Whether a label names a protocol as well as an attack. */
export function isProtocolLabel(label: string): boolean {
  return PROTOCOL_LABELS.has(foldLabel(label))
}

/** What flow meters and tables write for a flow without a label. */
const NOT_LABELLED: ReadonlySet<string> = new Set(['', 'needmanuallabel', 'nolabel', 'unlabelled', 'unlabeled'])

/** Whether the text of a label column says that there is no label. */
export function isLabelLeftOut(label: string): boolean {
  return NOT_LABELLED.has(foldLabel(label)) || missingKind(label) !== undefined
}

const INDEX_BY_NAME: ReadonlyMap<string, number> = new Map(LABELS.map((name, index) => [name, index]))

/** Index of a canonical class in {@link THREAT_TYPES}, or of a label in {@link LABELS}. */
export function threatTypeIndex(name: Label): number {
  return INDEX_BY_NAME.get(name) ?? 0
}
