import { describe, expect, test } from 'vitest'

import type { Instrument } from '../../contract/captures.ts'
import { NoveltyRule } from '../flow/novelty.ts'
import { energies, fitBenignTails } from './fit-novelty.ts'
import { Random } from './random.ts'

describe('energy', () => {
  test('is less the log of the summed exponentials, also of large margins', () => {
    const [even, large] = energies(Float32Array.of(0, 0, 300, 300), 2)
    expect(even).toBeCloseTo(-Math.LN2, 6)
    expect(large).toBeCloseTo(-300 - Math.LN2, 4)
  })
})

describe('tails of benign novelty', () => {
  const random = new Random(6)
  const drawn = (flows: number) => Float32Array.from({ length: flows }, () => random.fraction())

  test('hold the budget on flows they were not fitted on', () => {
    const instruments = new Array<Instrument>(20_000).fill('original')
    const tails = fitBenignTails(instruments, drawn(20_000))
    for (const budget of [0.001, 0.01, 0.05]) {
      const rule = new NoveltyRule({ output: 'n', method: 'energy', fitted_on: '', tails }, 'original', budget)
      const share = drawn(100_000).filter((novelty) => rule.isUnknown(novelty)).length / 100_000
      expect(share).toBeGreaterThan(budget * 0.6)
      expect(share).toBeLessThan(budget * 1.4)
    }
  })

  test('are kept for each meter that has enough benign flows', () => {
    const instruments: Instrument[] = [...new Array<Instrument>(300).fill('corrected'), 'python']
    expect(fitBenignTails(instruments, drawn(301)).map(({ instrument }) => instrument)).toEqual(['corrected'])
    expect(fitBenignTails(['python'], drawn(1))).toMatchObject([{ instrument: 'python', benign_flows: 1 }])
    expect(fitBenignTails([], drawn(0))).toEqual([])
  })
})
