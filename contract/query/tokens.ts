import type { Written } from './values.ts'
import type { Span } from './tree.ts'

/** A value of a field, with where it stands. */
export type WrittenValue = Written & Span

export type Token = Span &
  (
    | { readonly kind: 'open' | 'close' | 'not' | 'or' | 'and' }
    | { readonly kind: 'text'; readonly text: string }
    | {
        readonly kind: 'test'
        readonly name: string
        readonly name_end: number
        readonly operator: string
        readonly values: readonly WrittenValue[]
      }
  )

/** What is wrong with a query, and where. */
export interface QueryFault extends Span {
  /** A sentence for a person. */
  readonly reason: string
}

export class Fault extends Error {
  readonly fault: QueryFault

  constructor(fault: QueryFault) {
    super(fault.reason)
    this.fault = fault
  }
}

const SPACE = /\s*/y
const WORD = /(or|and|not)(?=[\s()]|$)/iy
const TEST = /([a-z_][\w./-]*)(\s*(?:>=|<=|!=|>|<|=)|:)\s*/iy
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy
const BARE = /[^\s(),"]+/y
const COMMA = /\s*,\s*/y

/** The words of a query. @throws Fault */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(query)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  const takeWritten = (): WrittenValue | undefined => {
    const start = at
    const quoted = take(QUOTED)
    if (quoted !== null) return { text: unescaped(quoted[1] ?? ''), is_quoted: true, start, end: at }
    if (query[at] === '"') throw new Fault({ start, end: query.length, reason: 'This quote is not closed.' })
    const bare = take(BARE)
    return bare === null ? undefined : { text: bare[0], is_quoted: false, start, end: at }
  }
  const takeValues = (start: number): WrittenValue[] => {
    const values: WrittenValue[] = []
    do {
      const value = takeWritten()
      if (value === undefined) {
        throw new Fault({ start, end: at, reason: `A value is missing after "${query.slice(start, at).trim()}".` })
      }
      values.push(value)
    } while (take(COMMA) !== null)
    return values
  }
  for (;;) {
    take(SPACE)
    const start = at
    const character = query[at]
    if (character === undefined) return tokens
    if (character === '(' || character === ')' || character === '-') {
      at += 1
      const kind = ({ '(': 'open', ')': 'close', '-': 'not' } as const)[character]
      tokens.push({ kind, start, end: at })
      continue
    }
    const word = take(WORD)
    if (word !== null) {
      tokens.push({ kind: word[0].toLowerCase() as 'or' | 'and' | 'not', start, end: at })
      continue
    }
    const test = take(TEST)
    if (test !== null) {
      const [, name = '', operator = ''] = test
      const values = takeValues(start)
      const name_end = start + name.length
      tokens.push({ kind: 'test', name, name_end, operator: operator.trim(), values, start, end: at })
      continue
    }
    const text = takeWritten()
    if (text === undefined) throw new Fault({ start, end: start + 1, reason: `"${character}" has no meaning here.` })
    tokens.push({ kind: 'text', text: text.text, start, end: at })
  }
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(.)/gs, '$1')
}
