import { constants, open } from 'node:fs'
import { Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { promisify } from 'node:util'

import { AnomalyError } from '../../contract/errors.ts'
import type { OutputFile } from './output.ts'
import { codeOf, notWritable, writingFailed } from './output-place.ts'

/** Between looks for a reader. */
const LOOK_MS = 100

const openDescriptor = promisify(open)

/**
 * Opens a FIFO once another program reads it. Neither that nor a reader that rests holds a thread, which nothing could stop.
 * @param path as it was given, for the sentences
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function openFifo(path: string, fifo: string, signal: AbortSignal | undefined): Promise<OutputFile> {
  // It closes the descriptor, and knows how to wait for a pipe that is full.
  const socket = new Socket({ fd: await openForReader(path, fifo, signal), readable: false, writable: true })
  const is_closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  let failure: Error | null = null
  socket.on('error', (cause) => (failure = cause))
  const stop = () => void socket.destroy(stopped(path))
  signal?.addEventListener('abort', stop, { once: true })
  const close = async () => {
    await is_closed
    signal?.removeEventListener('abort', stop)
  }
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        socket.write(data, (cause) => {
          if (cause == null) resolve()
          else reject(failedTo(path, failure ?? cause))
        })
      }),
    commit: async () => {
      socket.end()
      await close()
      if (failure !== null) throw failedTo(path, failure)
    },
    discard: async () => {
      socket.destroy()
      await close()
    },
  }
}

async function openForReader(path: string, fifo: string, signal: AbortSignal | undefined): Promise<number> {
  for (;;) {
    if (signal?.aborted === true) throw stopped(path)
    try {
      return await openDescriptor(fifo, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    } catch (cause) {
      // That is how the system says that nobody reads it.
      if (codeOf(cause) !== 'ENXIO') throw notWritable(path, cause)
    }
    // It rejects when it is told to stop, which is looked at next.
    await setTimeout(LOOK_MS, undefined, signal === undefined ? {} : { signal }).catch(() => undefined)
  }
}

function failedTo(path: string, cause: Error): AnomalyError {
  return cause instanceof AnomalyError ? cause : writingFailed(path, cause)
}

function stopped(path: string): AnomalyError {
  return new AnomalyError('cancelled', `Writing ${path} was stopped.`)
}
