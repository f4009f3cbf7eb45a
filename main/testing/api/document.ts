import { z } from 'zod'

/** A JSON Schema as far as the requests of the document use it. */
export interface ValueSchema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly ValueSchema[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly pattern?: string
  readonly items?: ValueSchema
  readonly properties?: Readonly<Record<string, ValueSchema>>
  readonly required?: readonly string[]
}

const ValueSchemaSchema = z.custom<ValueSchema>((value) => typeof value === 'object' && value !== null)

const ContentSchema = z.record(z.string(), z.object({ schema: ValueSchemaSchema }))

const OperationSchema = z.object({
  operationId: z.string(),
  parameters: z
    .array(
      z.object({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        schema: ValueSchemaSchema,
      }),
    )
    .default([]),
  requestBody: z.object({ required: z.boolean(), content: ContentSchema }).optional(),
  security: z.array(z.unknown()).optional(),
  responses: z.record(z.string(), z.object({ content: ContentSchema })),
})

const DocumentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), OperationSchema)),
  components: z.object({ schemas: z.record(z.string(), ValueSchemaSchema) }),
})

export type ApiOperation = z.infer<typeof OperationSchema> & { readonly method: string; readonly path: string }

/** The operations of an OpenAPI document, and the schemas that they refer to. */
export interface ApiDocument {
  readonly operations: readonly ApiOperation[]
  readonly schemas: Readonly<Record<string, unknown>>
}

/** @throws ZodError when it is no OpenAPI document of the kind that AnomalyX gives */
export function readDocument(document: unknown): ApiDocument {
  const { paths, components } = DocumentSchema.parse(document)
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
  return { operations, schemas: components.schemas }
}
