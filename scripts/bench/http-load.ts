import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

/** One request, sent over and over. */
export interface Load {
  readonly port: number
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly token: string
  /** File of the JSON body; null for none. */
  readonly body_file: string | null
  /** Keep-alive connections, each with one request under way. */
  readonly connections: number
  readonly seconds: number
}

export interface LoadResult {
  readonly requests_per_s: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly longest_ms: number
}

/**
 * Sends a load from a process of its own and prints its result as JSON. Sockets and not an HTTP client: the load shares
 * two cores with the server it measures.
 */
async function main(load: Load): Promise<void> {
  const request = requestOf(load)
  const durations_ms: number[] = []
  const started_ms = performance.now()
  const ends_ms = started_ms + load.seconds * 1000
  await Promise.all(
    Array.from({ length: load.connections }, () => ask(load.port, request, ends_ms, (ms) => durations_ms.push(ms))),
  )
  const elapsed_ms = performance.now() - started_ms
  durations_ms.sort((left, right) => left - right)
  const share = (part: number) => durations_ms[Math.ceil(durations_ms.length * part) - 1] ?? NaN
  const result: LoadResult = {
    requests_per_s: (durations_ms.length / elapsed_ms) * 1000,
    p50_ms: share(0.5),
    p99_ms: share(0.99),
    longest_ms: share(1),
  }
  process.stdout.write(JSON.stringify(result))
}

function requestOf({ port, method, path, token, body_file }: Load): Buffer {
  const body = body_file === null ? Buffer.alloc(0) : readFileSync(body_file)
  const head = [
    `${method} ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${String(port)}`,
    `Authorization: Bearer ${token}`,
    ...(body_file === null ? [] : ['Content-Type: application/json', `Content-Length: ${String(body.length)}`]),
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}

/** Sends a request again and again over one connection; fails at any answer that is not 200. */
function ask(port: number, request: Buffer, ends_ms: number, tell: (elapsed_ms: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let sent_ms = 0
    let head = ''
    let missing_bytes = -1
    const send = () => {
      head = ''
      missing_bytes = -1
      sent_ms = performance.now()
      socket.write(request)
    }
    socket.once('connect', send)
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the server closed a connection')))
    socket.on('data', (bytes: Buffer) => {
      if (missing_bytes < 0) {
        head += bytes.toString('latin1')
        const end = head.indexOf('\r\n\r\n')
        if (end < 0) return
        const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1]
        if (!head.startsWith('HTTP/1.1 200') || length === undefined) {
          reject(new Error(`unexpected answer: ${head.slice(0, 500)}`))
          socket.destroy()
          return
        }
        missing_bytes = Number(length) - (head.length - end - 4)
      } else missing_bytes -= bytes.length
      if (missing_bytes > 0) return
      const now_ms = performance.now()
      tell(now_ms - sent_ms)
      if (now_ms < ends_ms) {
        send()
        return
      }
      socket.removeAllListeners('close')
      socket.end()
      resolve()
    })
  })
}

await main(JSON.parse(process.argv[2] ?? '') as Load)
