import { expect, it } from 'vitest'

import { applySuggestion, suggestionsAt } from './query-suggestions.ts'

const KNOWN = { types: ['Benign', 'DDoS', 'DoS Hulk'], captures: ['friday.csv', '2017'] }

/** Texts that are offered at the caret, which `|` stands for. */
const at = (marked: string, subject: 'flows' | 'alerts' = 'flows') => {
  const caret = marked.indexOf('|')
  const text = marked.replace('|', '')
  return suggestionsAt(text, caret, subject, KNOWN)
}
const texts = (marked: string, subject?: 'flows' | 'alerts') => at(marked, subject).map(({ text }) => text)

it.each([
  ['|', 'type:'],
  ['dport:80 sr|', 'src:'],
  ['-(pro|', 'proto:'],
  ['destination_p|', 'dport:'],
  ['dur|', 'duration>'],
  ['flow_iat_me|', 'flow_iat_mean>'],
  ['type:|', 'Benign'],
  ['type:dd|', 'DDoS'],
  ['type:Benign,hul|', '"DoS Hulk"'],
  ['type:"DoS H|', '"DoS Hulk"'],
  ['proto:ud|', 'udp'],
  ['capture:fri|', 'friday.csv'],
  ['capture:20|', '"2017"'],
])('offers at %s first %s', (marked, first) => {
  expect(texts(marked)[0]).toBe(first)
})

it('offers what the list has', () => {
  expect(texts('stat|', 'alerts')).toContain('state:')
  expect(texts('stat|', 'flows')).not.toContain('state:')
  expect(texts('state:|', 'alerts')).toEqual(['open', 'acknowledged', 'closed'])
  expect(texts('severity>=h|', 'alerts')).toEqual(['high'])
  expect(texts('dport:8|')).toEqual([])
  expect(texts('nonsense:|')).toEqual([])
})

it.each([
  ['dport:80 sr|', 'src:', 'dport:80 src:|'],
  ['type:dd| dport:80', 'DDoS', 'type:DDoS| dport:80'],
  ['type:Benign,hul|', '"DoS Hulk"', 'type:Benign,"DoS Hulk" |'],
  ['(type:dd|)', 'DDoS', '(type:DDoS|)'],
])('puts a suggestion in the place of what was typed: %s', (marked, taken, expected) => {
  const suggestion = at(marked).find(({ text }) => text === taken)
  if (suggestion === undefined) throw new Error(`${taken} is not offered`)
  const { text, caret } = applySuggestion(marked.replace('|', ''), suggestion)
  expect(`${text.slice(0, caret)}|${text.slice(caret)}`).toBe(expected)
})
