import { Agent, request as httpRequest } from 'node:http'

import { Chance } from './chance.ts'
import { readDocument } from './document.ts'
import { Harvest } from './harvest.ts'
import { type ApiAnswer, Judge } from './judge.ts'
import { type ApiRequest, asCurl, RequestMaker, type Samples } from './requests.ts'

const ANSWER_MS = 60_000

export interface ApiFuzz {
  readonly address: string
  readonly token: string
  readonly seed: number
  readonly requests: number
  readonly samples: Samples
}

/**
 * Asks a running server what its own OpenAPI document says can be asked, and much that cannot, and holds every answer
 * against the document.
 * @returns answers by status
 * @throws Error that tells the request as a command, and what is wrong with its answer
 */
export async function fuzzApi({
  address,
  token,
  seed,
  requests,
  samples,
}: ApiFuzz): Promise<ReadonlyMap<number, number>> {
  const document = readDocument(await (await fetch(`${address}/openapi.json`)).json())
  const harvest = new Harvest()
  const maker = new RequestMaker(document, { samples, harvest, chance: new Chance(seed), token })
  const judge = new Judge(document)
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })
  const statuses = new Map<number, number>()
  try {
    for (let count = 0; count < requests; count += 1) {
      const request = maker.next()
      const fail = (fault: string) =>
        new Error(`request ${String(count + 1)} of seed ${String(seed)}: ${fault}\n${asCurl(request, address)}`)
      const answer = await send(request, address, agent).catch((error: unknown) => {
        throw fail(`no answer: ${String(error)}`)
      })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const fault = judge.faultOf(request, answer)
      if (fault !== null) throw fail(fault)
      gather(harvest, request, answer)
    }
  } finally {
    agent.destroy()
  }
  return statuses
}

function gather(harvest: Harvest, { method, path }: ApiRequest, { status, headers, body }: ApiAnswer): void {
  if (status >= 300 || method === 'HEAD' || !/^application\/json\b/.test(String(headers['content-type']))) return
  harvest.gather(path, JSON.parse(body.toString('utf8')), headers['link'] as string | undefined)
}

function send({ method, path, headers, body }: ApiRequest, address: string, agent: Agent): Promise<ApiAnswer> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    const length = body === null ? {} : { 'Content-Length': body.length }
    const asked = httpRequest(
      { hostname, port, method, path, agent, headers: { ...headers, ...length } },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        )
      },
    )
    asked.setTimeout(ANSWER_MS, () => asked.destroy(new Error(`nothing came for ${String(ANSWER_MS / 1000)} s`)))
    asked.on('error', reject)
    if (headers['Expect'] === undefined) asked.end(body ?? undefined)
    else {
      asked.on('continue', () => asked.end(body ?? undefined))
      asked.flushHeaders()
    }
  })
}
