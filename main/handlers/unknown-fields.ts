import { z } from 'zod'

import { AnomalyError } from '../../contract/errors.ts'
import type { Operation } from '../../contract/operation.ts'

/** A JSON Schema as far as inputs use it. */
interface FieldsSchema {
  readonly properties?: Readonly<Record<string, FieldsSchema>>
  /** Set where fields of any name are taken. */
  readonly additionalProperties?: unknown
}

interface UnknownField {
  /** Names from the outermost object on, with points between. */
  readonly where: string
  readonly known: readonly string[]
}

const SHOWN_CHARS = 60
const MOST_TOLD = 20
const schemas = new Map<string, FieldsSchema>()

/**
 * Refuses fields that an operation does not know: one that is ignored looks like one that holds.
 * @throws AnomalyError `invalid_input` that names them and those there are
 */
export function refuseUnknownFields({ name, input: schema, http }: Operation, input: unknown): void {
  const known = schemas.get(name) ?? z.toJSONSchema(schema, { io: 'input' })
  schemas.set(name, known as FieldsSchema)
  const unknown = [...unknownFields(known as FieldsSchema, input, '')].slice(0, MOST_TOLD)
  const [first] = unknown
  if (first === undefined) return
  const path = http?.path ?? ''
  const there = first.known.filter((field) => !path.includes(`{${field}}`))
  const there_are = there.length === 0 ? 'It takes none.' : `There are ${there.join(', ')}.`
  throw new AnomalyError(
    'invalid_input',
    `${http === null ? name : `${http.method} ${path}`} has no field ${unknown.map(({ where }) => `"${where}"`).join(', ')}. ${there_are}`,
    { problems: unknown.map(({ where }) => ({ where, reason: 'is not a field of this operation' })) },
  )
}

function* unknownFields(schema: FieldsSchema, value: unknown, within: string): Generator<UnknownField, void> {
  const { properties, additionalProperties } = schema
  if (properties === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return
  for (const [name, own] of Object.entries(value)) {
    const where = `${within}${name.slice(0, SHOWN_CHARS)}`
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (field !== undefined) yield* unknownFields(field, own, `${where}.`)
    else if (additionalProperties === undefined) yield { where, known: Object.keys(properties) }
  }
}
