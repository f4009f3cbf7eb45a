import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { Readable } from 'node:stream'

import type { HttpContext } from './exchange.ts'

/** Only pcap has a registered type; this is the one in use for pcapng. */
export const PACKETS_TYPE = 'application/x-pcapng'

const PIECE_BYTES = 1 << 16

/** A file of packets, which is deleted when it is sent, or nobody takes it any more. */
export async function packetsResponse(
  context: HttpContext,
  { path, name }: { readonly path: string; readonly name: string },
  log: (message: string) => void,
): Promise<Response> {
  const { size } = await stat(path)
  context.header('Content-Type', PACKETS_TYPE)
  context.header('Content-Length', String(size))
  context.header('Content-Disposition', `attachment; filename="${name}"`)
  if (context.req.method === 'HEAD') {
    await rm(path, { force: true })
    return context.body(null)
  }
  const file = createReadStream(path, { highWaterMark: PIECE_BYTES })
  file.once('close', () => {
    rm(path, { force: true }).catch((error: unknown) => log(`http: ${path} could not be deleted: ${String(error)}`))
  })
  return context.body(Readable.toWeb(file) as ReadableStream<Uint8Array<ArrayBuffer>>)
}
