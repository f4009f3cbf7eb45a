/** The number in a text such as "1,204 flows". */
export function numberIn(text: string): number {
  const digits = /\d[\d,]*/.exec(text)?.[0]
  if (digits === undefined) throw new Error(`no number in "${text}"`)
  return Number(digits.replaceAll(',', ''))
}

export const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
