import { AnomalyError } from '../../contract/errors.ts'
import type { Operation } from '../../contract/operation.ts'
import { type FieldsSchema, fieldsSchemaOf } from './field-schemas.ts'

/**
 * Refuses lists that are too long before anything in them is looked at: zod collects what is wrong with each of a million
 * entries first.
 * @throws AnomalyError `invalid_input`
 */
export function refuseLongLists(operation: Operation, input: unknown): void {
  refuseLong(fieldsSchemaOf(operation), input, '')
}

function refuseLong({ properties = {}, maxItems = Infinity }: FieldsSchema, value: unknown, where: string): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    if (value.length <= maxItems) return
    const reason = `must have at most ${String(maxItems)} entries`
    throw new AnomalyError('invalid_input', `${where} ${reason}.`, { problems: [{ where, reason }] })
  }
  for (const [name, schema] of Object.entries(properties)) {
    if (!Object.hasOwn(value, name)) continue
    refuseLong(schema, (value as Readonly<Record<string, unknown>>)[name], where === '' ? name : `${where}.${name}`)
  }
}
