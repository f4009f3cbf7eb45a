/**
 * A cell of a numeric column as a number. `NaN` stands for a value that is absent by nature (`NaN`, `Infinity`,
 * empty); undefined for text that is not a number at all.
 */
export function parseNumericCell(text: string): number | undefined {
  // JavaScript reads 0x1F, 0b1 and 0o7 as numbers; no flow meter writes them.
  const value = /[xbo]/i.test(text) ? NaN : Number(text)
  if (Number.isFinite(value) && text !== '') {
    if (value === 0 && text.trim() === '') return NaN
    return value
  }
  return MISSING_SPELLINGS.has(text.trim().toLowerCase()) ? NaN : undefined
}

const MISSING_SPELLINGS: ReadonlySet<string> = new Set([
  '',
  'nan',
  'infinity',
  '+infinity',
  '-infinity',
  'inf',
  '+inf',
  '-inf',
])
