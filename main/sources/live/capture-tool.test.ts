import { expect, test, vi } from 'vitest'

import { installAdvice, rightsAdvice } from './capture-advice.ts'
import { captureFailure } from './capture-failure.ts'
import { captureArguments, type CaptureTool, parseListing, toolEnvironment } from './capture-tool.ts'
import { droppedIn } from './dropped-packets.ts'

const DUMPCAP: CaptureTool = { kind: 'dumpcap', path: '/usr/bin/dumpcap' }
const TCPDUMP: CaptureTool = { kind: 'tcpdump', path: '/usr/bin/tcpdump' }

test('interfaces are read from what either tool lists; other recordings are left out', () => {
  const by_tcpdump = [
    '1.eth0 [Up, Running, Connected]',
    '2.any (Pseudo-device that captures on all interfaces) [Up, Running]',
    '3.ifb0 [none]',
    '4.bluetooth-monitor (Bluetooth Linux Monitor) [Wireless]',
    '5.nflog (Linux netfilter log (NFLOG) interface) [none]',
    '6.dbus-system (D-Bus system bus) [none]',
    '',
  ]
  expect(parseListing(by_tcpdump.join('\n'))).toEqual([
    { name: 'eth0', description: '', is_up: true },
    { name: 'any', description: 'Pseudo-device that captures on all interfaces', is_up: true },
    { name: 'ifb0', description: '', is_up: false },
  ])
  const by_dumpcap = ['1. eth0', '2. lo (Loopback)', '3. \\Device\\NPF_{0A1B} (Ethernet 2)']
  expect(parseListing(by_dumpcap.join('\r\n'))).toEqual([
    { name: 'eth0', description: '', is_up: null },
    { name: 'lo', description: 'Loopback', is_up: null },
    { name: '\\Device\\NPF_{0A1B}', description: 'Ethernet 2', is_up: null },
  ])
})

test('packets that were lost are read from what either tool tells, the last count of several', () => {
  expect(droppedIn('tcpdump: listening on lo, link-type EN10MB (Ethernet)')).toBeNull()
  expect(droppedIn('3 packets captured\n1 packet dropped by kernel\n9 packets dropped by kernel\n')).toBe(9)
  expect(droppedIn("Packets received/dropped on interface 'Loopback: lo': 7/41 (pcap:41/dumpcap:0)")).toBe(41)
})

test('a tool gets an interface and a pipe, and nothing that is for AnomalyX alone', () => {
  for (const { kind } of [DUMPCAP, TCPDUMP]) {
    const args = captureArguments(kind, 'eth0')
    expect(args.slice(0, 2)).toEqual(['-i', 'eth0'])
    expect(args.slice(-2)).toEqual(['-w', '-'])
  }
  vi.stubEnv('ANOMALYX_API_TOKEN', 'secret')
  expect(toolEnvironment()).not.toHaveProperty('ANOMALYX_API_TOKEN')
  expect(toolEnvironment()).toMatchObject({ LC_ALL: 'C' })
  vi.unstubAllEnvs()
})

test('each system is told what to do on it', () => {
  expect(rightsAdvice(DUMPCAP, 'linux')).toContain('sudo usermod -aG wireshark $USER')
  expect(rightsAdvice(TCPDUMP, 'linux')).toContain('sudo setcap cap_net_raw,cap_net_admin+eip /usr/bin/tcpdump')
  expect(rightsAdvice(DUMPCAP, 'darwin')).toContain('ChmodBPF')
  expect(rightsAdvice(DUMPCAP, 'win32')).toContain('Npcap')
  expect(installAdvice('linux')).toContain('sudo apt install wireshark-common')
  expect(installAdvice('darwin')).toContain('ChmodBPF')
  expect(installAdvice('win32')).toContain('Npcap')
})

test.each([
  [
    TCPDUMP,
    false,
    "tcpdump: lo: You don't have permission to perform this capture on that device\n(socket: Operation not permitted)\n",
    'not_permitted',
    /^Your account may not record the packets of lo \(tcpdump: lo: You don't have permission/,
  ],
  [
    DUMPCAP,
    false,
    'dumpcap: cap_set_proc() fail return: Operation not permitted\nCapturing on \'nosuch\'\ndumpcap: There is no device named "nosuch".\n(No such device exists)\n',
    'unreadable_file',
    /^The interface lo is not there or is switched off \(dumpcap: There is no device named "nosuch"/,
  ],
  [
    TCPDUMP,
    true,
    'tcpdump: listening on lo, link-type EN10MB\ntcpdump: pcap_loop: The interface disappeared\n0 packets captured\n',
    'unreadable_file',
    /^The interface lo is gone or was switched off \(tcpdump: pcap_loop: The interface disappeared\)/,
  ],
  [TCPDUMP, true, '', 'unreadable_file', /^tcpdump, which recorded the packets of lo, ended\. Resume/],
])('why a tool ended is told in a sentence (%#)', (tool, is_started, told, code, sentence) => {
  const failure = captureFailure(tool, { interface_name: 'lo', told, is_started })
  expect(failure.code).toBe(code)
  expect(failure.message).toMatch(sentence)
})
