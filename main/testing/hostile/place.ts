import fc from 'fast-check'

const STEPS = 1 << 20

/** A place in a sequence, as a share of its length; evenly spread, where fast-check would mostly name the ends. */
export const place: fc.Arbitrary<number> = fc.noBias(fc.nat(STEPS)).map((step) => step / STEPS)
