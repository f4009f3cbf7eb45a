import fc from 'fast-check'
import { expect, test } from 'vitest'

import { holdMeter } from '../../testing/packets/hold-meter.ts'
import { hostilePackets } from '../../testing/packets/hostile.ts'

test('whatever a capture holds, every packet is accounted for and every flow is whole', () => {
  let packets = 0
  fc.assert(
    fc.property(hostilePackets, (file) => {
      packets += holdMeter(file)
    }),
    { seed: 20_231_114, numRuns: 200 },
  )
  expect(packets).toBeGreaterThan(4000)
})
