/** Media types of an `Accept` header, the most wanted first and those that are not wanted (`q=0`) left out (RFC 9110, 12.5.1). */
export function acceptedTypes(header: string): string[] {
  return header
    .split(',')
    .map((item) => {
      const [type = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
      return { type, quality: qualityOf(parameters) }
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ type }) => type)
}

function qualityOf(parameters: readonly string[]): number {
  const [text] = parameters.flatMap((parameter) => /^q\s*=\s*(.*)$/.exec(parameter)?.[1] ?? [])
  const quality = Number(text ?? 1)
  return Number.isNaN(quality) ? 1 : quality
}
