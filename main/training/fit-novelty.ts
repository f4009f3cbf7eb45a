import type { Instrument } from '../../contract/captures.ts'
import type { BenignTail } from '../flow/novelty.ts'

/** Benign flows of fewer than this say too little of the tail; they are left out when another meter has more. */
const LEAST_BENIGN_FLOWS = 200

/** Shares of benign flows that the tail is kept at. */
const SHARES = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]

/**
 * Energy of every row: `-log(sum over classes of exp(margin))`, high where no class claims a row
 * (Liu et al. 2020, "Energy-based out-of-distribution detection", eq. 4 at temperature 1).
 * @param margins shape [rows, outputs]
 * @returns shape [rows]
 */
export function energies(margins: Float32Array, outputs: number): Float32Array {
  return Float32Array.from({ length: margins.length / outputs }, (_, row) => {
    const own = margins.subarray(row * outputs, (row + 1) * outputs)
    const highest = Math.max(...own)
    return -(highest + Math.log(own.reduce((sum, margin) => sum + Math.exp(margin - highest), 0)))
  })
}

/**
 * Tails of benign novelty, one a flow meter, in the order the meters appear in.
 * @param instruments meter that measured each benign flow
 * @param novelty of benign flows that the trees did not see, of equal length
 */
export function fitBenignTails(instruments: readonly Instrument[], novelty: Float32Array): BenignTail[] {
  const by_instrument = new Map<Instrument, number[]>()
  instruments.forEach((instrument, index) => {
    const scores = by_instrument.get(instrument) ?? []
    by_instrument.set(instrument, scores)
    scores.push(novelty[index]!)
  })
  const tails = [...by_instrument].map(([instrument, scores]) => tailOf(instrument, scores))
  const ample = tails.filter(({ benign_flows }) => benign_flows >= LEAST_BENIGN_FLOWS)
  return ample.length > 0 ? ample : tails
}

/** At each share the least score whose conformal p-value, (1 + flows at or above) / (1 + flows), is no larger. */
function tailOf(instrument: Instrument, scores: readonly number[]): BenignTail {
  const falling = Float64Array.from(scores).sort().reverse()
  const flows = falling.length
  const shares = SHARES.filter((share) => share * (flows + 1) >= 2)
  const tail = (shares.length > 0 ? shares : [1]).map((benign_share) => {
    const rank = Math.max(1, Math.floor(benign_share * (flows + 1)) - 1)
    return { benign_share, novelty: falling[rank - 1]! }
  })
  return { instrument, benign_flows: flows, tail }
}
