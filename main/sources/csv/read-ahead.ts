import { Worker } from 'node:worker_threads'

import { AnomalyError, fromProblem } from '../../../contract/errors.ts'
import { buffersOf, memoryOf } from './part-memory.ts'
import type { PacketPart, PacketReadOptions } from '../packets/read-packets.ts'
import type { ReadOptions, ReadPart } from './read-flows.ts'
import type { ReaderMessage, ReaderRequest } from './reader-protocol.ts'

/** The worker's file: its source under plain Node, the bundle beside this one in a build. */
const WORKER_URL = new URL(
  import.meta.url.endsWith('.ts') ? './reader-worker.ts' : './reader-worker.js',
  import.meta.url,
)

/** A part, with its memory lent. */
export type PartAhead<Part> = Part & {
  /** Gives the memory of the batch back to the reader; the batch must not be used any more. */
  readonly release: () => void
}

/** A capture that is being read. */
export interface Reading<Part> {
  /** The same as readFlows or readPackets gives. @throws AnomalyError `unreadable_file`, `unknown_dialect`, `lacks_features`, `cancelled` */
  readonly parts: AsyncIterable<PartAhead<Part>>
  /** Ends it, wherever it is; must be called in any case. */
  stop(): Promise<void>
}

let is_one_kept_ready = false
let ready: Worker | undefined

/**
 * From here on a thread waits for the next capture: to start one takes as long as to read thousands of rows, and one
 * that has read a capture reads the next one at full speed from its first row.
 */
export function keepReaderReady(): void {
  is_one_kept_ready = true
  keep(startReader())
}

function keep(worker: Worker): void {
  worker.unref()
  worker.removeAllListeners()
  worker.once('error', () => {
    if (ready === worker) ready = undefined
  })
  ready = worker
}

function takeReader(): Worker {
  const worker = ready ?? startReader()
  ready = undefined
  worker.removeAllListeners()
  worker.ref()
  return worker
}

function startReader(): Worker {
  return new Worker(WORKER_URL, { name: 'anomalyx-reader' })
}

/** Begins to read a CSV file in a thread of its own, which stays a few parts ahead. */
export function readAhead(
  path: string,
  {
    signal,
    utc_offset_minutes,
    measured_lacks,
    accept_missing_features,
    batch_rows,
    keep_lines,
    is_general_only,
    has_fixed_parts,
  }: ReadOptions = {},
): Reading<ReadPart> {
  const layout_options = { utc_offset_minutes, measured_lacks, accept_missing_features }
  const options = withoutUndefined({ ...layout_options, batch_rows, keep_lines, is_general_only, has_fixed_parts })
  return startReading<ReadPart>({ type: 'start', kind: 'csv', path, options }, signal)
}

/** Begins to meter a packet capture, likewise. */
export function readPacketsAhead(
  path: string,
  { signal, batch_rows, keep_lines }: PacketReadOptions = {},
): Reading<PacketPart> {
  const options = withoutUndefined({ batch_rows, keep_lines })
  return startReading<PacketPart>({ type: 'start', kind: 'packets', path, options }, signal)
}

/** The parts are of the kind that the request asks for. */
function startReading<Part extends ReadPart | PacketPart>(
  request: ReaderRequest,
  signal: AbortSignal | undefined,
): Reading<Part> {
  const worker = takeReader()
  const ask = (request: ReaderRequest, transfer: ArrayBuffer[] = []) => worker.postMessage(request, transfer)
  const inbox = new Inbox()
  let is_done = false
  worker.on('message', (message: ReaderMessage) => inbox.put(message))
  worker.on('error', (cause) => inbox.fail(new AnomalyError('engine_failed', 'The reader thread failed.', { cause })))
  const cancel = () => inbox.fail(new AnomalyError('cancelled', 'Reading was cancelled.'))
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted === true) cancel()
  ask(request)

  async function* parts(): AsyncGenerator<PartAhead<Part>> {
    for (;;) {
      const message = await inbox.take()
      if (message.type === 'done') {
        is_done = true
        return
      }
      if (message.type === 'error') throw fromProblem(message.problem)
      ask({ type: 'next' })
      const part = message.part as Part
      const release = () => {
        const memory = memoryOf(part)
        ask({ type: 'used', memory }, buffersOf(memory))
      }
      yield { ...part, release }
    }
  }
  return {
    parts: parts(),
    stop: async () => {
      signal?.removeEventListener('abort', cancel)
      const is_one_missing = is_one_kept_ready && ready === undefined
      if (is_one_missing && is_done) {
        keep(worker)
        return
      }
      if (is_one_missing) keep(startReader())
      await worker.terminate()
    },
  }
}

function withoutUndefined<Value extends object>(value: Value): { [Key in keyof Value]: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]: NonNullable<Value[Key]>
  }
}

/** Messages in their order; a failure comes before all that still wait. */
class Inbox {
  readonly #waiting: ReaderMessage[] = []
  #failure: AnomalyError | undefined
  #wake: (() => void) | undefined

  put(message: ReaderMessage): void {
    this.#waiting.push(message)
    this.#wake?.()
  }

  fail(failure: AnomalyError): void {
    this.#failure ??= failure
    this.#wake?.()
  }

  async take(): Promise<ReaderMessage> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure
      const message = this.#waiting.shift()
      if (message !== undefined) return message
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}
