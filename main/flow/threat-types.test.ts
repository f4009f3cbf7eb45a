import { writeFile } from 'node:fs/promises'

import { describe, expect, test } from 'vitest'

import { simulatedCapture, withCell } from '../testing/captures.ts'
import { useFolder } from '../testing/folder.ts'
import { readFlows } from '../sources/csv/read-flows.ts'
import { readBytes } from '../testing/read.ts'
import { isLabelLeftOut, THREAT_TYPES, threatTypeIndex, threatTypeOf } from './threat-types.ts'

/** Every spelling of the two 2017 releases and of 2018, with the class it stands for. */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  Benign: [
    'BENIGN',
    'Benign',
    'benign',
    ' BENIGN ',
    'DoS Hulk - Attempted',
    'Botnet - Attempted',
    'Web Attack - XSS - Attempted',
    'Attempted-relabel-as-Benign',
    'Normal',
    'Normal Traffic',
  ],
  Bot: ['Bot', 'Botnet', 'Botnet Ares', 'Bots'],
  DDoS: [
    ...['DDoS', 'DDOS', 'DDoS attacks-LOIC-HTTP', 'DDOS attack-HOIC', 'DDOS attack-LOIC-UDP', 'DDoS-HOIC'],
    ...['DDoS-LOIC-HTTP', 'DDOS_attack-LOIC-UDP', 'DDoS_LOIT'],
    ...['DrDoS_DNS', 'DrDoS_LDAP', 'DrDoS_MSSQL', 'DrDoS_NetBIOS', 'DrDoS_NTP', 'DrDoS_SNMP', 'DrDoS_SSDP'],
    ...['DrDoS_UDP', 'Syn', 'TFTP', 'UDP', 'UDP-lag', 'UDPLag', 'WebDDoS', 'LDAP', 'MSSQL', 'NetBIOS', 'Portmap'],
  ],
  'DoS GoldenEye': ['DoS GoldenEye', 'DoS attacks-GoldenEye', 'GoldenEye'],
  'DoS Hulk': ['DoS Hulk', 'DoS attacks-Hulk', 'Hulk'],
  'DoS Slowhttptest': ['DoS Slowhttptest', 'DoS attacks-SlowHTTPTest'],
  'DoS slowloris': ['DoS slowloris', 'DoS Slowloris', 'DoS attacks-Slowloris'],
  'FTP-Patator': ['FTP-Patator', 'FTP-BruteForce'],
  Heartbleed: ['Heartbleed', 'Heartbleed\r', 'Heartbleed_Port_444'],
  Infiltration: ['Infiltration', 'Infilteration'],
  PortScan: [
    ...['PortScan', 'Portscan', 'Infiltration - Portscan', 'Infiltration - NMAP Portscan'],
    ...['Port Scanning', 'Port_Scan'],
  ],
  'SSH-Patator': ['SSH-Patator', 'SSH-Bruteforce'],
  'Web Attack - Brute Force': [
    'Web Attack \ufffd Brute Force',
    'Web Attack \u2013 Brute Force',
    'Web Attack - Brute Force',
    'Brute Force -Web',
  ],
  'Web Attack - Sql Injection': ['Web Attack \u0096 Sql Injection', 'Web Attack - SQL Injection', 'SQL Injection'],
  'Web Attack - XSS': [
    'Web Attack \ufffd XSS',
    'Web Attack \u2013 XSS',
    'Web Attack \u0096 XSS',
    'Web Attack \u00e2\u20ac\u201c XSS',
    'Web Attack \u00ef\u00bf\u00bd XSS',
    '\u00a0Web Attack \u2013 \uff38\uff33\uff33\u200b',
    'Web Attack - XSS',
    'Brute Force -XSS',
  ],
}

describe('a label', () => {
  test.each(Object.entries(SPELLINGS).flatMap(([name, spellings]) => spellings.map((each) => [each, name])))(
    'spelt %j is %s',
    (spelling, name) => {
      expect(threatTypeOf(spelling)).toBe(name)
    },
  )

  test('has spellings here for every class', () => {
    expect(Object.keys(SPELLINGS).sort()).toEqual([...THREAT_TYPES].sort())
  })

  test.each(['DDoS (benign)', 'ddos_free', 'DDoS - false positive', 'DDoS: normal'])(
    '%j denies what it begins with',
    (spelling) => {
      expect(threatTypeOf(spelling)).toBeUndefined()
    },
  )

  test.each(['', 'Label', 'Unknown', 'Ransomware', 'NeedManualLabel', '0', '1', 'Attack', 'DoS', 'Brute Force'])(
    '"%s" is not known',
    (spelling) => {
      expect(threatTypeOf(spelling)).toBeUndefined()
    },
  )

  test.each(['非DDoS', 'не DDoS', 'DDoS以外', '正常', '攻击', 'нормальный', 'عادي'])(
    '"%s" is not known, and is one',
    (label) => {
      expect(threatTypeOf(label)).toBeUndefined()
      expect(isLabelLeftOut(label)).toBe(false)
    },
  )

  test('has the index of its place in the list of classes', () => {
    expect(THREAT_TYPES.map(threatTypeIndex)).toEqual(THREAT_TYPES.map((_, index) => index))
  })
})

describe('a label in a file', () => {
  const folder = useFolder()
  const { header, rows } = simulatedCapture('original', 40)
  const [row = ''] = rows

  test.each([
    ['the byte 0x96 of Windows-1252', Buffer.from('Web Attack \x96 XSS', 'latin1')],
    ['U+0096 in UTF-8', Buffer.from('Web Attack \u0096 XSS')],
    ['U+2013 in UTF-8', Buffer.from('Web Attack \u2013 XSS')],
    ['U+FFFD in UTF-8', Buffer.from('Web Attack \ufffd XSS')],
    ['a hyphen', Buffer.from('Web Attack - XSS')],
  ])('with %s for a dash is Web Attack - XSS', async (_, label) => {
    const before = Buffer.from(`${header}\n${withCell(header, row, 'Label', '')}`)
    const { flows } = await readBytes(folder.at('label.csv'), Buffer.concat([before, label, Buffer.from('\r\n')]))
    expect(flows.map((flow) => flow.label)).toEqual(['Web Attack - XSS'])
  })

  test('of another script is counted as not known', async () => {
    const lines = [header, ...['正常', '攻击', '攻击'].map((label) => withCell(header, row, 'Label', label))]
    await writeFile(folder.at('script.csv'), lines.join('\n'))
    for (const is_general_only of [false, true]) {
      for await (const { layout, unread } of readFlows(folder.at('script.csv'), { is_general_only })) {
        expect(layout.notices.join(' ')).toContain('Labels with no known threat type: "正常", "攻击".')
        expect(unread).toEqual([
          { column: 'Label', value: '正常', cells: 1 },
          { column: 'Label', value: '攻击', cells: 2 },
        ])
      }
    }
  })

  test('that is not known leaves the flow unlabelled, and read', async () => {
    const { flows, rejected } = await readBytes(
      folder.at('unknown.csv'),
      `${header}\n${withCell(header, row, 'Label', 'Ransomware')}`,
    )
    expect(flows.map((flow) => flow.label)).toEqual([undefined])
    expect(rejected).toEqual([])
  })
})
