import { AnomalyError } from '../../contract/errors.ts'
import type { Operation } from '../../contract/operation.ts'
import { type FieldsSchema, fieldsSchemaOf } from './field-schemas.ts'

interface UnknownField {
  /** Names from the outermost object on, with points between. */
  readonly where: string
  readonly known: readonly string[]
}

const SHOWN_CHARS = 60
const MOST_TOLD = 20

/**
 * Refuses fields that an operation does not know: one that is ignored looks like one that holds.
 * @throws AnomalyError `invalid_input` that names them and those there are
 */
export function refuseUnknownFields(operation: Operation, input: unknown): void {
  const { name, http } = operation
  const unknown: UnknownField[] = []
  for (const each of unknownFields(fieldsSchemaOf(operation), input, '')) {
    if (unknown.push(each) === MOST_TOLD) break
  }
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
  // Not their entries: there may be a hundred thousand, and a few are told.
  for (const name of Object.keys(value)) {
    const where = `${within}${name.slice(0, SHOWN_CHARS)}`
    const field = Object.hasOwn(properties, name) ? properties[name] : undefined
    if (field !== undefined) yield* unknownFields(field, value[name as keyof typeof value], `${where}.`)
    else if (additionalProperties === undefined) yield { where, known: Object.keys(properties) }
  }
}
