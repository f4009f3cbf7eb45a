import { PROTOCOL_NAMES } from '../../../contract/protocols.ts'
import { FIELDS, findField, type Field } from '../../../contract/query/fields.ts'
import { printQuery } from '../../../contract/query/print.ts'
import type { Subject } from '../../../contract/query/tree.ts'
import { SEVERITY_ORDER, STATES } from '../../../contract/query/values.ts'

/** Something to put into a query in the place of what is being typed. */
export interface Suggestion {
  kind: 'field' | 'value' | 'recent' | 'saved'
  text: string
  /** What it is, beside it; empty where the text says it. */
  meaning: string
  start: number
  end: number
}

/** Values that occur in what is stored. */
export interface Vocabulary {
  types: readonly string[]
  captures: readonly string[]
}

const MOST = 12

/** What may be meant by the word before the caret. */
export function suggestionsAt(text: string, caret: number, subject: Subject, known: Vocabulary): Suggestion[] {
  const start = wordStart(text, caret)
  const word = text.slice(start, caret)
  const [, name = '', operator = '', written = ''] = /^([a-z_][\w./-]*)(:|>=|<=|!=|>|<|=)(.*)$/is.exec(word) ?? []
  const field = operator === '' ? undefined : findField(name)
  if (operator !== '' && field === undefined) return []
  if (field === undefined) return fieldsLike(word, subject).map((each) => ({ ...each, start, end: caret }))
  const last = lastValue(written)
  return valuesOf(field, known)
    .filter((value) => value.toLowerCase().includes(last.replaceAll('"', '').toLowerCase()))
    .slice(0, MOST)
    .map((value) => ({
      kind: 'value',
      text: valueText(field, value),
      meaning: '',
      start: caret - last.length,
      end: caret,
    }))
}

/** The query after a suggestion was taken, and where the caret goes. */
export function applySuggestion(text: string, { kind, text: taken, start, end }: Suggestion) {
  if (kind === 'recent' || kind === 'saved') return { text: taken, caret: taken.length }
  const after = text.slice(end)
  const space = kind === 'value' && !/^[\s,)]/.test(after) ? ' ' : ''
  return { text: text.slice(0, start) + taken + space + after, caret: start + taken.length + space.length }
}

/** Where the word begins that ends at the caret: behind the last blank, parenthesis or minus outside of quotes. */
function wordStart(text: string, caret: number): number {
  let start = 0
  let isQuoted = false
  for (let at = 0; at < caret; at += 1) {
    const character = text[at] ?? ''
    if (character === '"' && text[at - 1] !== '\\') isQuoted = !isQuoted
    if (isQuoted) continue
    if (/[\s()]/.test(character) || (character === '-' && at === start)) start = at + 1
  }
  return start
}

/** What is typed of the last value of a list. */
function lastValue(written: string): string {
  let start = 0
  let isQuoted = false
  for (let at = 0; at < written.length; at += 1) {
    if (written[at] === '"') isQuoted = !isQuoted
    if (written[at] === ',' && !isQuoted) start = at + 1
  }
  return written.slice(start)
}

function fieldsLike(word: string, subject: Subject) {
  const folded = word.toLowerCase()
  const fits = ({ name, aliases }: Field) => [name, ...aliases].some((each) => each.startsWith(folded))
  const holds = ({ name, meaning }: Field) => name.includes(folded) || meaning.toLowerCase().includes(folded)
  const own = FIELDS.filter(({ of }) => of.includes(subject))
  const found = folded === '' ? own : [...new Set([...own.filter(fits), ...own.filter(holds)])]
  return found.slice(0, MOST).map((field) => ({
    kind: 'field' as const,
    text: isCompared(field) ? `${field.name}>` : `${field.name}:`,
    meaning: `${field.meaning}, such as ${field.example}`,
  }))
}

function isCompared({ kind }: Field): boolean {
  return kind === 'number' || kind === 'duration' || kind === 'share' || kind === 'count'
}

function valuesOf({ kind, name }: Field, { types, captures }: Vocabulary): readonly string[] {
  if (name === 'label') return types
  switch (kind) {
    case 'type':
      return types
    case 'capture':
      return captures
    case 'state':
      return STATES
    case 'severity':
      return SEVERITY_ORDER
    case 'protocol':
      return [...PROTOCOL_NAMES.values()].map((each) => each.toLowerCase())
    default:
      return []
  }
}

/** A value as it is written in a query. */
function valueText({ name }: Field, value: string): string {
  if (name === 'proto' || name === 'state' || name === 'severity') return value
  const values = [{ value: { kind: 'text', text: value } as const, start: 0, end: 0 }]
  return printQuery({ kind: 'test', field: name, comparison: ':', values }).slice(name.length + 1)
}
