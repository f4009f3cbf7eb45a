import { AnomalyError } from '../../../contract/errors.ts'
import { orPause, PAUSE } from '../with-pauses.ts'
import { noInterface, noTool } from './capture-failure.ts'
import { CaptureProcess } from './capture-process.ts'
import { findCaptureTool } from './capture-tool.ts'
import type { ClosedSegment, Follower, FollowerOptions, TakenFiles } from './follower.ts'
import { HandOver } from './hand-over.ts'
import { checkInterface } from './interfaces.ts'
import { watchInterface } from './interface-watch.ts'
import { PcapCutter } from './pcap-cutter.ts'
import { recoverSegments } from './recover-segments.ts'
import { type OpenSegment, SegmentFiles } from './segment-files.ts'

/**
 * Records the packets of an interface with dumpcap or tcpdump, and gives them in segments. Those that an earlier run has left
 * come first. A segment that nobody takes waits on the disk; the recording goes on.
 * @param taken segments of this stream that are known, by their paths
 * @throws AnomalyError `not_permitted`, `unreadable_file`, `disk_full`
 */
export async function openInterface(
  interface_name: string,
  taken: TakenFiles,
  options: FollowerOptions,
): Promise<Follower> {
  const tool = await findCaptureTool()
  if (tool === null) throw noTool()
  await checkInterface(tool, interface_name)
  const files = await SegmentFiles.open(options.segment_dir)
  const recovered = await recoverSegments(files, taken)
  return new InterfaceFollower(files, recovered, await CaptureProcess.start(tool, interface_name), {
    ...options,
    interface_name,
  })
}

type Limits = Pick<FollowerOptions, 'segment_seconds' | 'segment_bytes'> & { readonly interface_name: string }

class InterfaceFollower implements Follower {
  readonly segments: AsyncIterable<ClosedSegment>
  readonly #files: SegmentFiles
  readonly #capture: CaptureProcess
  readonly #limits: Limits
  readonly #cutter = new PcapCutter()
  readonly #closed: HandOver<ClosedSegment>
  readonly #recorded: Promise<void>
  #segment: OpenSegment | null = null
  #is_due_at_ms = 0
  readonly #endWatch: () => void
  #off: AnomalyError | null = null
  #is_closing = false

  constructor(files: SegmentFiles, recovered: readonly ClosedSegment[], capture: CaptureProcess, limits: Limits) {
    this.#files = files
    this.#capture = capture
    this.#limits = limits
    this.#closed = new HandOver((segment) => files.taken(segment))
    for (const segment of recovered) this.#closed.give(segment)
    this.segments = this.#closed.items()
    this.#recorded = this.#record()
    this.#endWatch = watchInterface(limits.interface_name, (is_gone) => {
      this.#off = noInterface(limits.interface_name, is_gone ? 'is gone' : 'was switched off')
      capture.stop()
    })
  }

  droppedPackets = (): number => this.#capture.dropped_packets

  async close(): Promise<void> {
    this.#is_closing = true
    this.#capture.stop()
    await this.#recorded
  }

  async #record(): Promise<void> {
    try {
      await this.#cutAll()
      await this.#endSegment()
      await this.#capture.ended()
      if (this.#is_closing) this.#closed.end()
      else this.#closed.fail(this.#off ?? this.#capture.failure())
    } catch (error) {
      this.#capture.abandon()
      await this.#segment?.discard().catch(() => undefined)
      this.#closed.fail(this.#off ?? error)
    } finally {
      this.#endWatch()
    }
  }

  async #cutAll(): Promise<void> {
    const chunks = this.#capture.bytes[Symbol.asyncIterator]()
    const nextChunk = () => chunks.next().catch((error: unknown) => this.#endOfKilled(error))
    for (let next = nextChunk(); ;) {
      const result = this.#segment === null ? await next : await orPause(next, this.#restMs())
      if (result === PAUSE) {
        await this.#endSegment()
        continue
      }
      if (result.done === true) return
      this.#cutter.push(result.value)
      await this.#writeRecords()
      next = nextChunk()
    }
  }

  /** The bytes of a tool that hung and was killed have no proper end. */
  #endOfKilled(error: unknown): IteratorReturnResult<undefined> {
    if (!this.#is_closing && this.#off === null) throw error
    return { done: true, value: undefined }
  }

  #restMs(): number {
    return Math.max(0, this.#is_due_at_ms - performance.now())
  }

  async #writeRecords(): Promise<void> {
    const { segment_bytes } = this.#limits
    for (;;) {
      const records = this.#cutter.take(segment_bytes - (this.#segment?.size_bytes ?? 0))
      if (records.length === 0) break
      this.#segment ??= await this.#beginSegment()
      await this.#segment.write(records)
      if (this.#segment.size_bytes >= segment_bytes || this.#restMs() === 0) await this.#endSegment()
    }
    if (this.#cutter.is_damaged)
      throw new AnomalyError('unreadable_file', `What came from ${this.#limits.interface_name} is no pcap any more.`)
  }

  async #beginSegment(): Promise<OpenSegment> {
    // By a clock that nobody sets, so that a segment is not cut by a change of the time.
    this.#is_due_at_ms = performance.now() + this.#limits.segment_seconds * 1000
    const segment = await this.#files.begin(segmentName(this.#limits.interface_name, new Date()))
    await segment.write(this.#cutter.header)
    return segment
  }

  async #endSegment(): Promise<void> {
    const segment = this.#segment
    if (segment === null) return
    this.#segment = null
    this.#closed.give(await segment.close())
    this.#capture.askForDropped()
  }
}

/** Such as `eth0-20260310T091500.123Z.pcap`. */
export function segmentName(interface_name: string, started_at: Date): string {
  const safe = interface_name.replace(/[^A-Za-z0-9_-]+/g, '_').slice(0, 60)
  return `${safe}-${started_at.toISOString().replaceAll(/[-:]/g, '')}.pcap`
}
