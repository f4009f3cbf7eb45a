/** A double as `Double.toString` of Java writes it, with the shortest digits that stand for it: `12.0`, `1.2E7`, `NaN`. */
export function javaDouble(value: number): string {
  if (Number.isInteger(value) && value < 1e7 && value > -1e7) {
    return value === 0 && Object.is(value, -0) ? '-0.0' : `${value}.0`
  }
  if (!Number.isFinite(value)) return String(value)
  const magnitude = Math.abs(value)
  if (magnitude >= 1e-3 && magnitude < 1e7) return String(value)
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
