import { z } from 'zod'

import type { Operation } from '../../contract/operation.ts'

/** A JSON Schema as far as inputs use it. */
export interface FieldsSchema {
  readonly properties?: Readonly<Record<string, FieldsSchema>>
  /** Set where fields of any name are taken. */
  readonly additionalProperties?: unknown
  readonly maxItems?: number
}

const schemas = new Map<string, FieldsSchema>()

/** What an operation takes, worked out once. */
export function fieldsSchemaOf({ name, input }: Operation): FieldsSchema {
  const known = schemas.get(name) ?? (z.toJSONSchema(input, { io: 'input' }) as FieldsSchema)
  schemas.set(name, known)
  return known
}
