import { type Field, findField, nearestField } from './fields.ts'
import { Fault, type QueryFault, type Token, tokensOf } from './tokens.ts'
import {
  combined,
  type Comparison,
  EVERYTHING,
  MOST_QUERY_CHARACTERS,
  negated,
  type QueryTree,
  type Subject,
} from './tree.ts'
import { readValue } from './values.ts'

export type { QueryFault } from './tokens.ts'

export type ParsedQuery =
  { readonly ok: true; readonly tree: QueryTree } | { readonly ok: false; readonly fault: QueryFault }

const MOST_DEPTH = 50

/**
 * Reads a query. Words side by side all have to hold; `or` binds less than that, `-` and `not` more.
 * @returns a fault with its place in the text when it has no meaning; nothing of a query is left out
 */
export function parseQuery(text: string, subject: Subject): ParsedQuery {
  try {
    if (text.length > MOST_QUERY_CHARACTERS) {
      const reason = `A query has at most ${String(MOST_QUERY_CHARACTERS)} characters.`
      throw new Fault({ start: MOST_QUERY_CHARACTERS, end: text.length, reason })
    }
    const tokens = tokensOf(text)
    return { ok: true, tree: tokens.length === 0 ? EVERYTHING : new Parser(tokens, subject).whole() }
  } catch (error) {
    if (error instanceof Fault) return { ok: false, fault: error.fault }
    throw error
  }
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #subject: Subject
  #at = 0

  constructor(tokens: readonly Token[], subject: Subject) {
    this.#tokens = tokens
    this.#subject = subject
  }

  whole(): QueryTree {
    const tree = this.#any(0)
    const left = this.#tokens[this.#at]
    if (left !== undefined) throw faultAt(left, 'No parenthesis was opened for this one.')
    return tree
  }

  #any(depth: number): QueryTree {
    const parts = [this.#all(depth)]
    while (this.#taken('or')) parts.push(this.#all(depth))
    return combined('any', parts)
  }

  #all(depth: number): QueryTree {
    const parts = [this.#one(depth)]
    for (;;) {
      const next = this.#tokens[this.#at]?.kind
      if (next === undefined || next === 'or' || next === 'close') return combined('all', parts)
      this.#taken('and')
      parts.push(this.#one(depth))
    }
  }

  #one(depth: number): QueryTree {
    const token = this.#tokens[this.#at]
    const before = this.#tokens[this.#at - 1]
    if (token === undefined || token.kind === 'or' || token.kind === 'and' || token.kind === 'close') {
      const place = token ?? before
      const reason = before === undefined ? 'Something must stand before this.' : 'Something must follow this.'
      throw faultAt(before ?? place ?? { start: 0, end: 0 }, reason)
    }
    if (depth > MOST_DEPTH) throw faultAt(token, `A query is at most ${String(MOST_DEPTH)} levels deep.`)
    this.#at += 1
    switch (token.kind) {
      case 'not':
        return negated(this.#one(depth + 1))
      case 'open': {
        const tree = this.#any(depth + 1)
        if (!this.#taken('close')) throw faultAt(token, 'This parenthesis is not closed.')
        return tree
      }
      case 'text':
        if (token.text === '') throw faultAt(token, 'The text to search for is empty.')
        return { kind: 'text', text: token.text }
      case 'test':
        return testOf(token, this.#subject)
    }
  }

  #taken(kind: Token['kind']): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false
    this.#at += 1
    return true
  }
}

function testOf(token: Token & { kind: 'test' }, subject: Subject): QueryTree {
  const field = fieldOf(token, subject)
  const { operator, values } = token
  const comparison = operator === '=' || operator === '!=' ? ':' : (operator as Comparison)
  const [, second] = values
  if (comparison !== ':') {
    if (!isOrdered(field))
      throw faultAt(token, `${field.name} cannot be compared with ${operator}: write ${field.name}:VALUE.`)
    if (second !== undefined) throw faultAt(second, `${operator} takes one value.`)
  }
  const read = values.map((written) => {
    const value = readValue(field, written)
    if (typeof value === 'string') throw faultAt(written, `"${written.text}" ${value}${value.endsWith('?') ? '' : '.'}`)
    if (comparison !== ':' && value.kind === 'range') throw faultAt(written, `${operator} takes no range.`)
    return { value, start: written.start, end: written.end }
  })
  if ((field.kind === 'after' || field.kind === 'before') && second !== undefined) {
    throw faultAt(second, `${field.name} takes one time.`)
  }
  const test: QueryTree = { kind: 'test', field: field.name, comparison, values: read }
  return operator === '!=' ? negated(test) : test
}

function isOrdered({ kind }: Field): boolean {
  return ['port', 'protocol', 'share', 'count', 'number', 'duration', 'severity'].includes(kind)
}

function fieldOf({ name, start, name_end }: Token & { kind: 'test' }, subject: Subject): Field {
  const place = { start, end: name_end }
  const field = findField(name)
  if (field === undefined) {
    const near = nearestField(name, subject)
    const hint = near === undefined ? 'Text with a colon goes in quotes.' : `Did you mean ${near}?`
    throw faultAt(place, `There is no field "${name}". ${hint}`)
  }
  if (!field.of.includes(subject)) {
    const other = subject === 'flows' ? 'alerts' : 'flows'
    throw faultAt(place, `${field.name} is a field of ${other}; ${subject} have none.`)
  }
  return field
}

function faultAt({ start, end }: { start: number; end: number }, reason: string): Fault {
  return new Fault({ start, end, reason })
}
