import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

import { expect, test } from 'vitest'

import { openSocket } from '../testing/socket.ts'
import { sayLast } from './last-words.ts'

test.each([
  ['answers by closing', false],
  ['stays open', true],
])('a connection whose other side %s is closed after its last answer', async (_, stays) => {
  const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const accepted = once(server, 'connection') as Promise<[Socket]>
  const { until, socket } = await openSocket((server.address() as AddressInfo).port, { stays })
  const [own] = await accepted
  own.resume()
  sayLast(own, 'that is all', 100)
  expect(await until(/all/)).toBe('that is all')
  if (!own.closed) await once(own, 'close')
  socket.destroy()
  server.close()
})
