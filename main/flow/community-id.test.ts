import { expect, test } from 'vitest'

import { communityId } from './community-id.ts'

type Ends = [source_ip: string, source_port: number | null, destination_ip: string, destination_port: number | null]

const idOf = ([source_ip, source_port, destination_ip, destination_port]: Ends, protocol: number | null) =>
  communityId({ source_ip, source_port, destination_ip, destination_port, protocol })

/** Published with the specification and with the implementations that follow it. */
test.each<[Ends, number, string]>([
  [['128.232.110.120', 34_855, '66.35.250.204', 80], 6, '1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
  [['192.168.1.52', 54_585, '8.8.8.8', 53], 17, '1:d/FP5EW3wiY1vCndhwleRRKHowQ='],
  [['192.168.170.8', 7, '192.168.170.56', 7], 132, '1:MP2EtRCAUIZvTw6MxJHLV7N7JDs='],
  [
    ['2001:470:e5bf:dead:4957:2174:e82c:4887', 63_943, '2607:f8b0:400c:c03::1a', 25],
    6,
    '1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=',
  ],
  [['1.2.3.4', 1122, '5.6.7.8', 3344], 6, '1:wCb3OG7yAFWelaUydu0D+125CLM='],
  [['1.2.3.4', 1122, '5.6.7.8', 3344], 17, '1:0Mu9InQx6z4ZiCZM/7HXi2WMhOg='],
])('%j of protocol %i is %s in both directions', (ends, protocol, id) => {
  const [source_ip, source_port, destination_ip, destination_port] = ends
  expect(idOf(ends, protocol)).toBe(id)
  expect(idOf([destination_ip, destination_port, source_ip, source_port], protocol)).toBe(id)
})

test('a flow that is known too little of has none', () => {
  expect(idOf(['1.2.3.4', null, '5.6.7.8', 80], 6)).toBeNull()
  expect(idOf(['1.2.3.4', 1, '::1', 80], 6)).toBeNull()
  expect(idOf(['1.2.3.4', 0, '5.6.7.8', 0], 0)).toBeNull()
  expect(idOf(['1.2.3.4', 0, '5.6.7.8', 0], 1)).toBeNull()
  expect(idOf(['1.2.3.4', 0, '5.6.7.8', 0], null)).toBeNull()
  expect(idOf(['1.2.3.4', null, '5.6.7.8', null], 47)).toMatch(/^1:/)
})
