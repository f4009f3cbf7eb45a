import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Connections over the loopback interface, one after another, until it is stopped. */
export async function startTraffic(): Promise<{ port: number; stop: () => Promise<void> }> {
  const server = createServer((_request, response) => response.end('x'.repeat(2000))).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  let isWanted = true
  const talk = async () => {
    while (isWanted) {
      await (await fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } })).text()
      // Some hundred connections a second are enough.
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const talking = talk()
  return {
    port,
    stop: async () => {
      isWanted = false
      await talking
      server.close()
    },
  }
}
