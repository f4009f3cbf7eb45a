import { expect, test } from 'vitest'

import { likelyInterface, upFirst } from './use-interfaces.ts'

const lo = { name: 'lo', addresses: ['127.0.0.1', '::1'], is_up: true }
const down = { name: 'eth1', addresses: ['10.0.0.9'], is_up: false }
const link = { name: 'eth2', addresses: ['fe80::1', '169.254.3.4'], is_up: true }
const eth0 = { name: 'eth0', addresses: ['fe80::2', '192.0.2.7'], is_up: true }

test('interfaces that are up come first, otherwise in their order', () => {
  expect(upFirst([down, lo, eth0]).map(({ name }) => name)).toEqual(['lo', 'eth0', 'eth1'])
})

test.each([
  [[down, lo, link, eth0], 'eth0'],
  [[down, lo], 'lo'],
  [[down], 'eth1'],
  [[], null],
])('the likely one is up and has an address that others reach (%#)', (interfaces, name) => {
  expect(likelyInterface(interfaces)).toBe(name)
})
