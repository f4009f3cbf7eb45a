import { type ChildProcess, fork } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import type { Outcome } from '../../main/testing/hostile/hold-reader.ts'
import type { ReadReply, ReadRequest } from './protocol.ts'

/** What reading may cost. */
export interface Limits {
  readonly seconds: number
  readonly peak_mb: number
}

const SECONDS_FOR_ANY = 20
const SECONDS_A_MB = 10
/** Held files are small; most of this is what holds them: the expected rows, and differences that are told. */
const HELD: Omit<Limits, 'seconds'> = { peak_mb: 900 }

/** A process that reads files, and is replaced when one of them kills it. */
export class Reader {
  #child: ChildProcess | undefined

  /** Reads a file and holds what comes out against what is in it. @throws Error that tells what does not hold */
  async hold(path: string): Promise<Outcome> {
    const { size } = await stat(path)
    return (
      await this.read({ path, mode: 'hold' }, { seconds: SECONDS_FOR_ANY + (size / 2 ** 20) * SECONDS_A_MB, ...HELD })
    ).outcome
  }

  /** @throws Error when the process crashes, goes beyond a limit, or finds that something does not hold */
  async read(request: ReadRequest, { seconds, peak_mb }: Limits): Promise<{ outcome: Outcome; peak_mb: number }> {
    const reply = await this.#ask(request, seconds)
    if (!reply.is_held) throw new Error(reply.message)
    if (reply.peak_mb <= peak_mb) return reply
    await this.close()
    throw new Error(`reading took ${reply.peak_mb.toFixed(0)} MB of memory, more than ${String(peak_mb)}`)
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child?.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }

  #ask(request: ReadRequest, seconds: number): Promise<ReadReply> {
    const child = (this.#child ??= fork(join(import.meta.dirname, 'reader-process.ts')))
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer)
        child.off('message', answered)
        child.off('exit', died)
        end()
      }
      const answered = (reply: ReadReply) => settle(() => resolve(reply))
      const died = (code: number | null, signal: string | null) =>
        settle(() => {
          this.#child = undefined
          reject(new Error(`the reading process ended with ${String(code ?? signal)}`))
        })
      const timer = setTimeout(
        () =>
          settle(
            () => void this.close().then(() => reject(new Error(`reading took more than ${seconds.toFixed(0)} s`))),
          ),
        seconds * 1000,
      )
      child.on('message', answered)
      child.on('exit', died)
      child.send(request)
    })
  }
}
