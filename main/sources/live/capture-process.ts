import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

import { captureFailure } from './capture-failure.ts'
import { captureArguments, type CaptureTool, deliveryMs, toolEnvironment } from './capture-tool.ts'
import { droppedIn } from './dropped-packets.ts'

/** What both tools say once they record; the header of the pcap may wait for the first packet. */
const STARTED = /listening on |^File: /m
/** A tool that said nothing and did not end by then is taken for one that records. */
const LONGEST_START_MS = 3000
/** A tool that is told to end and does not is killed after this time. */
const LONGEST_END_MS = 600
const KEPT_TEXT = 8192

/** A tool that records the packets of one interface, as a process of its own with the rights of this one. */
export class CaptureProcess {
  readonly #tool: CaptureTool
  readonly #interface_name: string
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #started = Promise.withResolvers<undefined>()
  readonly #ended = Promise.withResolvers<undefined>()
  #is_started = false
  #is_ended = false
  #told = ''
  #dropped_packets = 0

  private constructor(tool: CaptureTool, interface_name: string) {
    this.#tool = tool
    this.#interface_name = interface_name
    this.#child = spawn(tool.path, captureArguments(tool.kind, interface_name), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: toolEnvironment(),
      // A Ctrl+C in the terminal is for AnomalyX, which ends it then.
      detached: process.platform !== 'win32',
      windowsHide: true,
    })
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => this.#listen(text))
    this.#child.stdout.once('readable', () => this.#child.stdout.readableLength > 0 && this.#markStarted())
    this.#child.on('error', ({ message }) => {
      this.#told += message
      // One that runs and cannot be signalled goes on.
      if (this.#child.pid === undefined) this.#end()
    })
    this.#child.once('close', () => this.#end())
  }

  /** @throws AnomalyError `not_permitted`, `unreadable_file` when it cannot record */
  static async start(tool: CaptureTool, interface_name: string): Promise<CaptureProcess> {
    const capture = new CaptureProcess(tool, interface_name)
    const timer = setTimeout(() => capture.#markStarted(), LONGEST_START_MS)
    await Promise.race([capture.#started.promise, capture.#ended.promise])
    clearTimeout(timer)
    if (!capture.#is_started) throw capture.failure()
    return capture
  }

  /** The pcap that it writes, until it ends. */
  get bytes(): AsyncIterable<Buffer> {
    return this.#child.stdout
  }

  /** As far as the tool has told. */
  get dropped_packets(): number {
    return this.#dropped_packets
  }

  /** Lets tcpdump tell how many packets were lost; dumpcap tells it at its end. */
  askForDropped(): void {
    if (this.#tool.kind === 'tcpdump' && process.platform !== 'win32' && !this.#is_ended) this.#child.kill('SIGUSR1')
  }

  /** Settles once it has ended, and all that it told is there. */
  async ended(): Promise<void> {
    await this.#ended.promise
  }

  /** Why it ended, when it was to go on. */
  failure(): ReturnType<typeof captureFailure> {
    return captureFailure(this.#tool, {
      interface_name: this.#interface_name,
      told: this.#told,
      is_started: this.#is_started,
    })
  }

  /** Lets it end, and write what it still has; whoever reads its bytes must go on to do so. */
  stop(): void {
    if (this.#is_ended) return
    // What came until now may not have reached it yet.
    const wait_ms = deliveryMs(this.#tool.kind)
    const ending = setTimeout(() => this.#child.kill('SIGINT'), wait_ms)
    const killing = setTimeout(() => this.abandon(), wait_ms + LONGEST_END_MS)
    void this.#ended.promise.then(() => {
      clearTimeout(ending)
      clearTimeout(killing)
    })
  }

  /** Ends it at once, and gives up what it still has. */
  abandon(): void {
    this.#child.kill('SIGKILL')
    this.#child.stdout.destroy()
    this.#child.stderr.destroy()
  }

  #listen(text: string): void {
    this.#told = (this.#told + text).slice(-KEPT_TEXT)
    this.#dropped_packets = droppedIn(this.#told) ?? this.#dropped_packets
    if (STARTED.test(this.#told)) this.#markStarted()
  }

  #markStarted(): void {
    this.#is_started = true
    this.#started.resolve(undefined)
  }

  #end(): void {
    this.#is_ended = true
    this.#ended.resolve(undefined)
  }
}
