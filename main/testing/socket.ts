import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

/** A connection on which a test says byte by byte what is sent, and what of the answer is read. */
export interface RawSocket {
  readonly socket: Socket
  /** Sends text as it is. */
  readonly send: (text: string) => void
  /** Settles with all that came once it fits. */
  readonly until: (pattern: RegExp) => Promise<string>
  /** Settles when the other side has closed or reset the connection, with all that came. */
  readonly closed: () => Promise<string>
}

/**
 * @param reads whether what comes is taken; when not, it stays with the operating system until that is full
 * @param stays whether it stays open on this side when the other side has ended it
 */
export async function openSocket(port: number, { reads = true, stays = false } = {}): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: stays })
  let received = ''
  const changed: (() => void)[] = []
  const tell = () => {
    for (const look of changed.splice(0)) look()
  }
  const change = () => new Promise<void>((resolve) => changed.push(resolve))
  socket.on('error', () => undefined)
  socket.on('close', tell)
  if (reads) {
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text
      tell()
    })
  } else socket.pause()
  await once(socket, 'connect')
  return {
    socket,
    send: (text) => void socket.write(text),
    until: async (pattern) => {
      while (!pattern.test(received)) {
        if (socket.closed) throw new Error(`the connection ended with: ${received.slice(0, 500)}`)
        await change()
      }
      return received
    },
    closed: async () => {
      // Whoever does not read learns that the other side is gone by what they send.
      const probing = reads ? undefined : setInterval(() => socket.writable && socket.write('\r\n'), 20)
      while (!socket.closed) await change()
      clearInterval(probing)
      return received
    },
  }
}

/** The lines of a request up to the end of its headers. */
export function requestHead(
  method: string,
  path: string,
  headers: Readonly<Record<string, string | number>> = {},
): string {
  const all: Record<string, string | number> = { Host: '127.0.0.1', ...headers }
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${String(value)}`)
  return [`${method} ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}
