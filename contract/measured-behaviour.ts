/**
 * What the detectors across flows noticed of labelled traffic, with the limits they have by default: what
 * `npm run bench behaviour` prints where these flows are at hand. The limits were chosen beside the same flows, so these
 * are upper bounds.
 */
export const MEASURED_BEHAVIOUR = [
  {
    traffic: 'CIC-IDS-2017, corrected release (sample): share of the flows of nine attacks',
    noticed: 'PortScan 0.999, SSH-Patator 0.999, Hulk 0.998; the other six 1.000',
  },
  {
    traffic: 'five command-and-control channels (Comfoo, Numinon, njRAT, two synthetic)',
    noticed: 'each; 0.97 to 1.00 of their calls',
  },
  {
    traffic: 'nmap over three networks, a port scan, SSH guessing on port 902, a DNS tunnel',
    noticed: 'each; 0.99, 0.92, 0.99 and 1.00 of their flows',
  },
  { traffic: 'DAPT 2020: scan and MySQL guessing inside', noticed: '0.96 of the flows' },
  {
    traffic: 'a cloud server for a day: sources with 30 failed SSH logins',
    noticed: '172 of 172; 0.995 of their flows',
  },
  { traffic: '22 host-days without attack', noticed: 'no false alert; 0.15% of benign flows in an alert' },
] as const

/**
 * Share of the same flows that others would notice, by formulas written from their documentation: Zeek's scan policy with
 * its defaults, and RITA's beacon score from 0.8 on.
 */
export const MEASURED_PEERS = [
  { attack: 'Comfoo, Numinon (command and control)', anomalyx: '1.00', zeek: '0', rita: '1.00' },
  { attack: 'njRAT (calls that nobody answers)', anomalyx: '0.97', zeek: '0', rita: '0' },
  { attack: 'nmap over three networks', anomalyx: '0.99', zeek: '0.89', rita: '0.02' },
  { attack: 'SSH guessing on port 902', anomalyx: '0.99', zeek: '0', rita: '0' },
  { attack: 'DAPT 2020, MySQL guessing inside', anomalyx: '0.96', zeek: '0', rita: '0' },
  { attack: 'SSH guessing from the Internet, a day', anomalyx: '0.995', zeek: '0', rita: '0' },
  { attack: 'benign flows in an alert or above that score', anomalyx: '0.15%', zeek: '0%', rita: '28%' },
] as const

export const NOT_NOTICED =
  'Not noticed: attacks inside a few ordinary connections, such as web attacks (SQL injection, XSS) and Heartbleed; and whatever keeps below the limits.'
