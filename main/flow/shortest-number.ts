/** Decimal digits that tell any two numbers of single precision apart. */
const MOST_DIGITS = 9

/** A number of single precision with as few decimal digits as still stand for it: 0.1 where its bits say 0.100000001490116. */
export function shortestNumber(single: number): number {
  if (Number.isInteger(single)) return single
  for (let digits = 6; digits < MOST_DIGITS; digits += 1) {
    const shorter = Number(single.toPrecision(digits))
    if (Math.fround(shorter) === single) return shorter
  }
  return Number(single.toPrecision(MOST_DIGITS))
}
