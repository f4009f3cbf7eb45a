import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { ERROR_STATUS } from '../../contract/errors.ts'
import { HTTP_OPERATIONS } from '../../contract/operations.ts'
import { useHttp } from '../testing/http.ts'

const served = useHttp()

const fetchText = async (path: string) => {
  const response = await fetch(served.server.address + path)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe.each(['/docs', '/redoc'])('the documentation at %s', (path) => {
  test('loads nothing but files of this server, each of them there', async () => {
    const { status, headers, text } = await fetchText(path)
    expect(status).toBe(200)
    expect(headers.get('content-type')).toContain('text/html')
    expect(text).not.toMatch(/https?:\/\//)
    const links = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => link ?? '')
    expect(links.length).toBeGreaterThanOrEqual(2)
    for (const link of links) {
      const asset = await fetchText(link)
      expect([link, asset.status]).toEqual([link, 200])
      expect(asset.headers.get('content-type')).toMatch(link.endsWith('.css') ? /text\/css/ : /text\/javascript/)
      expect(asset.text.length).toBeGreaterThan(20)
    }
  })

  test('has a policy under which its libraries can reach nothing else either', async () => {
    const policy = (await fetchText(path)).headers.get('content-security-policy') ?? ''
    const rules = new Map(policy.split('; ').map((rule) => [rule.split(' ')[0] ?? '', rule.split(' ').slice(1)]))
    expect(rules.get('default-src')).toEqual([`'none'`])
    expect(rules.get('script-src')).toEqual([`'self'`])
    expect(rules.get('connect-src')).toEqual([`'self'`])
    expect(rules.get('frame-ancestors')).toEqual([`'none'`])
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  })

  test('reads the description from this server', async () => {
    const { text } = await fetchText(path)
    const start = /src="(\/docs-assets\/[a-z]+-start\.js)"/.exec(text)?.[1] ?? ''
    expect((await fetchText(start)).text).toContain(`'/openapi.json'`)
  })
})

const SchemaSchema = z.record(z.string(), z.unknown())
const MediaSchema = z.record(z.string(), z.object({ schema: SchemaSchema }))
const ParameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  schema: SchemaSchema,
})
const OperationSchema = z.object({
  operationId: z.string().regex(/^\w+$/),
  summary: z.string().min(3),
  tags: z.array(z.string()).min(1),
  parameters: z.array(ParameterSchema).default([]),
  requestBody: z.object({ required: z.boolean(), content: MediaSchema }).optional(),
  responses: z.record(z.string().regex(/^\d{3}$/), z.object({ description: z.string(), content: MediaSchema })),
  security: z.array(z.unknown()).optional(),
})
/** OpenAPI 3.1 as far as the document uses it. */
const DocumentSchema = z.object({
  openapi: z.string().regex(/^3\.1\.\d$/),
  info: z.object({ title: z.string(), version: z.string(), license: z.object({ name: z.string() }) }),
  servers: z.array(z.object({ url: z.string() })),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  paths: z.record(
    z.string().startsWith('/'),
    z.record(z.enum(['get', 'post', 'patch', 'delete', 'put']).or(z.string()), OperationSchema),
  ),
  components: z.object({
    schemas: z.record(z.string(), SchemaSchema),
    securitySchemes: z.record(z.string(), z.object({ type: z.literal('http'), scheme: z.literal('bearer') })),
  }),
})

describe('/openapi.json', () => {
  const load = async () => {
    const body: unknown = await (await fetch(`${served.server.address}/openapi.json`)).json()
    return { body, document: DocumentSchema.parse(body) }
  }

  test('describes every operation of the contract at its method and path, and the event stream', async () => {
    const { document } = await load()
    for (const [, { http, name, summary }] of HTTP_OPERATIONS) {
      const described = document.paths[http.path]?.[http.method.toLowerCase()]
      expect(described, name).toBeDefined()
      expect(described?.summary).toBe(summary)
      const statuses = Object.keys(described?.responses ?? {})
      expect(statuses[0]).toBe(String(http.status ?? 200))
      expect(statuses).toEqual(expect.arrayContaining(['400', '403', '500']))
      for (const code of http.fails ?? []) expect(statuses, name).toContain(String(ERROR_STATUS[code]))
      if (http.is_public !== true) expect(statuses).toEqual(expect.arrayContaining(['401', '503']))
      if (http.body !== undefined) expect(statuses).toEqual(expect.arrayContaining(['413', '415', '422', '507']))
      expect(described?.security).toEqual(http.is_public === true ? [] : undefined)
    }
    expect(document.paths['/events']?.['get']?.responses['200']?.content).toHaveProperty('text/event-stream')
  })

  test('is sound: ids differ, path parameters are declared and required, references lead somewhere', async () => {
    const { body, document } = await load()
    const ids: string[] = []
    for (const [path, operations] of Object.entries(document.paths)) {
      const in_template = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const operation of Object.values(operations)) {
        ids.push(operation.operationId)
        const in_path = operation.parameters.filter((parameter) => parameter.in === 'path')
        expect(in_path.map(({ name }) => name)).toEqual(in_template)
        expect(in_path.every(({ required }) => required)).toBe(true)
        const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`)
        expect(new Set(names).size).toBe(names.length)
      }
    }
    expect(new Set(ids).size).toBe(ids.length)
    const text = JSON.stringify(body)
    for (const [, reference] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
      const target = (reference ?? '')
        .slice(2)
        .split('/')
        .reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], body)
      expect(target, reference).toBeDefined()
    }
    for (const scheme of document.security.flatMap((each) => Object.keys(each))) {
      expect(document.components.securitySchemes).toHaveProperty(scheme)
    }
  })

  test('tells the bodies as they are sent: a file for a capture, JSON for the rest, with problems as problem+json', async () => {
    const { document } = await load()
    const upload = document.paths['/captures']?.['post']
    expect(Object.keys(upload?.requestBody?.content ?? {})).toEqual([
      'text/csv',
      'text/plain',
      'application/x-ndjson',
      'application/vnd.tcpdump.pcap',
      'application/gzip',
      'application/zstd',
    ])
    expect(upload?.parameters.map(({ name }) => name)).toContain('name')
    expect(upload?.parameters.map(({ name }) => name)).not.toContain('path')
    const detection = document.paths['/threat-detection']?.['post']
    expect(detection?.requestBody).toMatchObject({
      required: true,
      content: { 'application/json': { schema: { required: ['log_entries'] } } },
    })
    expect(detection?.responses['422']?.content).toHaveProperty('application/problem+json')
    expect(document.paths['/logs']?.['get']?.responses['200']?.content['application/json']?.schema['type']).toBe(
      'array',
    )
    expect(document.components.schemas['Problem']).toMatchObject({
      required: expect.arrayContaining(['type', 'title', 'status', 'code', 'detail']) as string[],
    })
  })
})
