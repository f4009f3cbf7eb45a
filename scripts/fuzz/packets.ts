import fc from 'fast-check'

import { holdMeter } from '../../main/testing/packets/hold-meter.ts'
import { holdPicks } from '../../main/testing/packets/hold-picks.ts'
import { hostilePackets } from '../../main/testing/packets/hostile.ts'

const FILES_A_ROUND = 200
const SHRINKING_MS = 120_000

interface FuzzedPackets {
  readonly packets: number
  /** The smallest file for which something does not hold; null when everything does. */
  readonly failed: { readonly file: Buffer; readonly message: string } | null
}

/** Meters hostile captures until the time is up or something does not hold. */
export function fuzzPackets(seed: number, end_ms: number): FuzzedPackets {
  let packets = 0
  for (let round = 0; Date.now() < end_ms; round += 1) {
    const details = fc.check(
      fc.property(hostilePackets, (file) => {
        packets += holdMeter(file)
        holdPicks(file)
      }),
      { seed: seed + round, numRuns: FILES_A_ROUND, interruptAfterTimeLimit: SHRINKING_MS },
    )
    if (details.failed && details.counterexample !== null) {
      const message = details.errorInstance instanceof Error ? details.errorInstance.message : 'it fails'
      return { packets, failed: { file: details.counterexample[0], message } }
    }
  }
  return { packets, failed: null }
}
