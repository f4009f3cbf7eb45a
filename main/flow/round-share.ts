/** A probability with the six decimals a float32 carries for certain, so that every path shows the same digits. */
export function roundShare(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
