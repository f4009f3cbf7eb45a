/** A technique of MITRE ATT&CK. */
export interface Technique {
  readonly id: string
  readonly name: string
}

/**
 * Techniques by what they are called here: threat types of models and kinds of behaviour. Ids and names are those of MITRE
 * ATT&CK for Enterprise, version 15 (https://attack.mitre.org/techniques/enterprise/); a class is mapped to the technique
 * whose description covers the traffic, and to a sub-technique only where the traffic alone shows it.
 */
const NAMES = {
  T1018: 'Remote System Discovery',
  T1021: 'Remote Services',
  T1041: 'Exfiltration Over C2 Channel',
  T1046: 'Network Service Discovery',
  T1048: 'Exfiltration Over Alternative Protocol',
  'T1059.007': 'Command and Scripting Interpreter: JavaScript',
  T1071: 'Application Layer Protocol',
  'T1071.004': 'Application Layer Protocol: DNS',
  T1110: 'Brute Force',
  'T1110.001': 'Brute Force: Password Guessing',
  T1189: 'Drive-by Compromise',
  T1190: 'Exploit Public-Facing Application',
  T1212: 'Exploitation for Credential Access',
  'T1498.001': 'Network Denial of Service: Direct Network Flood',
  T1498: 'Network Denial of Service',
  T1499: 'Endpoint Denial of Service',
  'T1499.002': 'Endpoint Denial of Service: Service Exhaustion Flood',
  T1572: 'Protocol Tunneling',
  'T1595.001': 'Active Scanning: Scanning IP Blocks',
  T1595: 'Active Scanning',
} as const

type TechniqueId = keyof typeof NAMES

const BY_NAME: Readonly<Record<string, readonly TechniqueId[]>> = {
  PortScan: ['T1046'],
  'FTP-Patator': ['T1110.001'],
  'SSH-Patator': ['T1110.001'],
  'Web Attack - Brute Force': ['T1110'],
  'Web Attack - XSS': ['T1189', 'T1059.007'],
  'Web Attack - Sql Injection': ['T1190'],
  Bot: ['T1071'],
  DDoS: ['T1498'],
  'DoS GoldenEye': ['T1499.002'],
  'DoS Hulk': ['T1499.002'],
  'DoS Slowhttptest': ['T1499.002'],
  'DoS slowloris': ['T1499.002'],
  Heartbleed: ['T1190', 'T1212'],
  Infiltration: ['T1046', 'T1021'],
  vertical_scan: ['T1046'],
  horizontal_scan: ['T1046', 'T1018'],
  icmp_sweep: ['T1018'],
  outside_vertical_scan: ['T1595', 'T1046'],
  outside_horizontal_scan: ['T1595.001'],
  outside_icmp_sweep: ['T1595.001'],
  password_guessing: ['T1110.001'],
  beacon: ['T1071'],
  slow_beacon: ['T1071'],
  flood: ['T1499.002'],
  forged_flood: ['T1498.001', 'T1499'],
  slow_flood: ['T1499.002'],
  dns_tunnel: ['T1071.004', 'T1572'],
  long_connection: ['T1572'],
  large_upload: ['T1048', 'T1041'],
}

/** Techniques of a threat type or a kind of behaviour; empty for a class of another model. */
export function techniquesOf(name: string): readonly Technique[] {
  return (BY_NAME[name] ?? []).map((id) => ({ id, name: NAMES[id] }))
}
