import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

import { expect, test } from 'vitest'

import { parseTcpQueues, readTcpQueues, unreadBytes } from './unread-bytes.ts'

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:1F40 0200007F:C350 01 0000F000:00000000 00:00000000 00000000     0        0 2 1 0 100 0 0 10 0
   2: 0200007F:C350 0100007F:1F40 01 00000000:00000010 00:00000000 00000000     0        0 3 1 0 100 0 0 10 0
`
const at = (localAddress: string, localPort: number, remoteAddress: string, remotePort: number) => ({
  ...{ localAddress, localPort, remoteAddress, remotePort },
})

test('what was not read is what the system holds on both sides', () => {
  const queues = parseTcpQueues(TABLE)
  expect(unreadBytes(at('127.0.0.1', 8000, '127.0.0.2', 50000), queues)).toBe(0xf000 + 0x10)
  expect(unreadBytes(at('127.0.0.1', 8000, '127.0.0.1', 50000), queues)).toBeNull()
})

test.runIf(process.platform === 'linux')('falls by each byte that the other side of a connection reads', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' }).pause()
  const [socket] = (await once(server, 'connection')) as [Socket]
  const unread = () => unreadBytes(socket, readTcpQueues())
  expect(unread()).toBe(0)
  socket.write('x'.repeat(1000))
  await expect.poll(unread).toBe(1000)
  client.resume()
  await expect.poll(unread).toBe(0)
  client.destroy()
  server.close()
})
