import { type MessagePort, parentPort } from 'node:worker_threads'

import { AnomalyError, toProblem } from '../../../contract/errors.ts'
import { buffersOf, memoryOf, type PartMemory } from './part-memory.ts'
import { type ReadPart, readFlows } from './read-flows.ts'
import { Credits } from '../credits.ts'
import { type PacketPart, readPackets } from '../packets/read-packets.ts'
import { PARTS_AHEAD, type ReaderMessage, type ReaderRequest } from './reader-protocol.ts'

/** A thread that reads one capture after another, each ahead of the classifier, so that both cores have work. */
function main(port: MessagePort): void {
  let credits = new Credits(PARTS_AHEAD)
  let used: PartMemory[] = []
  port.on('message', (request: ReaderRequest) => {
    switch (request.type) {
      case 'start': {
        const own: PartMemory[] = []
        credits = new Credits(PARTS_AHEAD)
        used = own
        void read(
          port,
          partsOf(request, () => own.pop()),
          credits,
        )
        break
      }
      case 'next':
        credits.give()
        break
      case 'used':
        used.push(request.memory)
        break
    }
  })
}

function partsOf(
  request: Extract<ReaderRequest, { type: 'start' }>,
  usedMemory: () => PartMemory | undefined,
): AsyncIterable<ReadPart | PacketPart> {
  return request.kind === 'csv'
    ? readFlows(request.path, { ...request.options, usedMemory })
    : readPackets(request.path, { ...request.options, usedMemory })
}

async function read(port: MessagePort, parts: AsyncIterable<ReadPart | PacketPart>, credits: Credits): Promise<void> {
  const never = new AbortController().signal
  const post = (message: ReaderMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  try {
    for await (const part of parts) {
      await credits.take(never)
      // Large arrays are transferred instead of copied.
      post({ type: 'part', part }, buffersOf(memoryOf(part)))
    }
    post({ type: 'done' })
  } catch (error) {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const known = error instanceof AnomalyError ? error : new AnomalyError('engine_failed', 'Reading the file failed.')
    post({ type: 'error', problem: toProblem(known), cause })
  }
}

if (parentPort === null) throw new Error('the reader must be started as a worker thread')
main(parentPort)
