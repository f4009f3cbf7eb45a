import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Where Linux lists its TCP connections over IPv4: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
const TABLE = '/proc/net/tcp'

/** Bytes that the system holds of connections of this machine, by `from>to`, as it writes addresses. */
export type TcpQueues = ReadonlyMap<string, { readonly unacknowledged: number; readonly unread: number }>

type Ends = Pick<Socket, 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort'>

/** Empty where the system does not tell. */
export function readTcpQueues(): TcpQueues {
  try {
    return parseTcpQueues(readFileSync(TABLE, 'latin1'))
  } catch {
    return new Map()
  }
}

export function parseTcpQueues(table: string): TcpQueues {
  const queues = new Map<string, { unacknowledged: number; unread: number }>()
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, , queue = ''] = line.trim().split(/\s+/)
    const [tx, rx] = queue.split(':').map((hex) => parseInt(hex, 16))
    if (tx !== undefined && rx !== undefined) queues.set(`${local}>${remote}`, { unacknowledged: tx, unread: rx })
  }
  return queues
}

/** Bytes that were given to the system for the other side, which has not read them; null where that is not known. */
export function unreadBytes(ends: Ends, queues: TcpQueues): number | null {
  const { localAddress, localPort, remoteAddress, remotePort } = ends
  const [here, there] = [endOf(localAddress, localPort), endOf(remoteAddress, remotePort)]
  const own = queues.get(`${here}>${there}`)
  if (own === undefined) return null
  // Over loopback the other side is in the same list.
  return own.unacknowledged + (queues.get(`${there}>${here}`)?.unread ?? 0)
}

/** An address over IPv4 as the list has it: the bytes of the address as a number of this machine, and the port. */
function endOf(address = '', port = 0): string {
  const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))
  return `${bytes.reverse().join('')}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
}
