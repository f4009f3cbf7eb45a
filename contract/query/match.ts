import { ipBytes } from '../ip-address.ts'
import { type Field, fieldNamed } from './fields.ts'
import type { Comparison, FieldTest, QueryTree, Value } from './tree.ts'
import { SEVERITY_ORDER } from './values.ts'

/** What something has in a field: none, one or several values; null is no value. */
export type ReadField = (field: Field) => readonly (string | number | null)[]

/** Texts in which a text is searched for. */
export type ReadTexts = () => readonly (string | null)[]

/** Whether a query holds for what is read. This is the reference; the store answers the same. */
export function isMatch(tree: QueryTree, read: ReadField, texts: ReadTexts): boolean {
  switch (tree.kind) {
    case 'all':
      return tree.parts.every((part) => isMatch(part, read, texts))
    case 'any':
      return tree.parts.some((part) => isMatch(part, read, texts))
    case 'not':
      return !isMatch(tree.part, read, texts)
    case 'text': {
      const holds = textMatch(tree.text)
      return texts().some((text) => text !== null && holds(text))
    }
    case 'test': {
      const holds = valueMatch(tree)
      return read(fieldNamed(tree.field)).some((value) => value !== null && holds(value))
    }
  }
}

/** Whether a text holds another, whatever the capitals. */
export function textMatch(wanted: string): (text: string) => boolean {
  const folded = wanted.toLowerCase()
  return (text) => text.toLowerCase().includes(folded)
}

/** Whether a value fits a comparison of its field. */
export function valueMatch({ field: name, comparison, values }: FieldTest): (value: string | number) => boolean {
  const field = fieldNamed(name)
  const each = values.map(({ value }) => oneMatch(field, comparison, value))
  const [only] = each
  return only !== undefined && each.length === 1 ? only : (value) => each.some((holds) => holds(value))
}

function oneMatch(field: Field, comparison: Comparison, wanted: Value): (value: string | number) => boolean {
  switch (wanted.kind) {
    case 'network':
      return networkMatch(wanted.address, wanted.bits)
    case 'range': {
      const [from, to] = [storedNumber(field, wanted.from), storedNumber(field, wanted.to)]
      return (value) => typeof value === 'number' && value >= from && value <= to
    }
    case 'number':
      return numberMatch(comparisonOf(field, comparison), storedNumber(field, wanted.value))
    case 'text':
      return field.kind === 'severity' ? severityMatch(comparison, wanted.text) : wordMatch(field, wanted.text)
  }
}

/** A single feature is a float32: a number that has no such form is compared as the nearest that has. */
export function storedNumber({ features }: Field, value: number): number {
  return features.length === 1 ? Math.fround(value) : value
}

function comparisonOf({ kind }: Field, comparison: Comparison): Comparison {
  if (kind === 'after') return '>='
  return kind === 'before' ? '<' : comparison
}

function numberMatch(comparison: Comparison, wanted: number): (value: string | number) => boolean {
  switch (comparison) {
    case ':':
      return (value) => value === wanted
    case '>':
      return (value) => typeof value === 'number' && value > wanted
    case '>=':
      return (value) => typeof value === 'number' && value >= wanted
    case '<':
      return (value) => typeof value === 'number' && value < wanted
    case '<=':
      return (value) => typeof value === 'number' && value <= wanted
  }
}

function severityMatch(comparison: Comparison, wanted: string): (value: string | number) => boolean {
  const rank = (name: string | number) => SEVERITY_ORDER.findIndex((each) => each === name)
  const holds = numberMatch(comparison, rank(wanted))
  return (value) => holds(rank(value))
}

function wordMatch({ kind }: Field, wanted: string): (value: string | number) => boolean {
  const folded = wanted.toLowerCase()
  if (kind === 'address') return (value) => value === wanted
  return (value) => {
    if (typeof value !== 'string') return false
    const text = value.toLowerCase()
    return kind === 'capture' ? text.includes(folded) : text === folded
  }
}

function networkMatch(address: string, bits: number): (value: string | number) => boolean {
  const wanted = ipBytes(address) ?? []
  const whole = bits >> 3
  const mask = (0xff00 >> (bits & 7)) & 0xff
  return (value) => {
    const bytes = typeof value === 'string' ? ipBytes(value) : undefined
    if (bytes?.length !== wanted.length) return false
    for (let at = 0; at < whole; at += 1) if (bytes[at] !== wanted[at]) return false
    return mask === 0 || ((bytes[whole] ?? 0) & mask) === ((wanted[whole] ?? 0) & mask)
  }
}
