import { expect, test } from 'vitest'

import { NO_NUMBER } from '../flow/flow-batch.ts'
import { ALERT_KEY_VERSION, alertKeyOf } from './alert-policy.ts'
import { findingKeyOf } from './finding.ts'

const flow = {
  threat_type: 'DoS Hulk',
  source_ip: '172.16.0.1',
  destination_ip: '192.168.10.50',
  destination_port: 80,
  timestamp_us: 1_499_443_200_000_000,
}

/** Decisions are kept under these very texts: one that changes needs a new version, and a migration of the old ones. */
test.each([
  ['a service', {}, '[1,"DoS Hulk","172.16.0.1","192.168.10.50",80,416512]'],
  ['a client port', { destination_port: 40_000 }, '[1,"DoS Hulk","172.16.0.1","192.168.10.50",null,416512]'],
  ['no port', { destination_port: NO_NUMBER }, '[1,"DoS Hulk","172.16.0.1","192.168.10.50",null,416512]'],
  ['a scan', { threat_type: 'PortScan' }, '[1,"PortScan","172.16.0.1","192.168.10.50",null,416512]'],
  ['many sources', { threat_type: 'DDoS' }, '[1,"DDoS",null,"192.168.10.50",null,416512]'],
  ['no time', { timestamp_us: null }, '[1,"DoS Hulk","172.16.0.1","192.168.10.50",80,null]'],
  ['no addresses', { source_ip: null, destination_ip: null }, '[1,"DoS Hulk",null,null,80,416512]'],
  [
    'the last moment of an hour',
    { timestamp_us: 1_499_446_799_999_999 },
    '[1,"DoS Hulk","172.16.0.1","192.168.10.50",80,416512]',
  ],
  ['the next hour', { timestamp_us: 1_499_446_800_000_000 }, '[1,"DoS Hulk","172.16.0.1","192.168.10.50",80,416513]'],
  [
    'a class of another model',
    { threat_type: 'Angriff "7"' },
    '[1,"Angriff \\"7\\"","172.16.0.1","192.168.10.50",80,416512]',
  ],
])('the key of %s is the one that it always was', (_, change, key) => {
  expect(ALERT_KEY_VERSION).toBe(1)
  expect(alertKeyOf({ ...flow, ...change }).key).toBe(key)
})

test('a finding of a detector has a key that no alert of the model has', () => {
  const { timestamp_us: first_seen_us, ...ends } = flow
  expect(findingKeyOf({ ...ends, threat_type: 'Beaconing', first_seen_us, detector: 'beacons' })).toBe(
    '[1,"Beaconing","172.16.0.1","192.168.10.50",80,416512,"beacons"]',
  )
  expect(findingKeyOf({ ...ends, first_seen_us, detector: 'floods' })).not.toBe(alertKeyOf(flow).key)
})
