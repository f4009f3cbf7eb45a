import { expect, it } from 'vitest'

import { formatEndpoint, formatEnds } from './endpoints.ts'

it('joins address and port without ambiguity', () => {
  expect(formatEndpoint('192.168.10.50', 80)).toBe('192.168.10.50:80')
  expect(formatEndpoint('fe80::1', 80)).toBe('[fe80::1]:80')
  expect(formatEndpoint(null, 443)).toBe('port 443')
  expect(formatEndpoint(null, null)).toBe('—')
})

it('says in words what an alert leaves open', () => {
  const nothing = { source_ip: null, destination_ip: null, destination_port: null }
  expect(formatEnds(nothing)).toBe('no addresses recorded')
  expect(formatEnds({ ...nothing, destination_port: 22 })).toBe('to port 22')
  expect(formatEnds({ ...nothing, destination_ip: '10.0.0.1' })).toBe('several sources → 10.0.0.1')
})
