import type { Judgement } from './findings.ts'

/** Kinds with one note in one sentence; kinds that were judged as a whole need none. */
export function judgementTexts(judgements: readonly Judgement[]): string[] {
  if (judgements.length === 0) return ['No detector has looked at it.']
  const notes = new Map<string, Judgement[]>()
  for (const each of judgements) {
    if (each.note !== null) notes.set(each.note, [...(notes.get(each.note) ?? []), each])
  }
  if (notes.size === 0) return ['Every kind of behaviour was judged.']
  return [...notes].map(([note, own]) => {
    const kinds =
      own.length === judgements.length
        ? 'All kinds'
        : own.map(({ title }) => title.replace(' (behaviour)', '')).join(', ')
    return `${kinds}: ${note}.`
  })
}
