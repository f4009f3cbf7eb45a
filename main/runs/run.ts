import type { Detector, FlowWatcher, Observation } from '../detect/detector.ts'
import type { FlowPart, Source } from '../sources/source.ts'

/** Where a run takes what was observed. */
export interface Sink<Part extends FlowPart, Packed> {
  /**
   * Makes of a part what is written, and releases the part. What does not need the observation can begin before it is
   * there. The next part may be packed before this one is written.
   */
  pack(part: Part, observing: Promise<Observation>): Promise<Packed>
  /** Called for one part at a time, in their order; the run goes on when it settles. */
  write(packed: Packed): Promise<void>
}

/**
 * Takes a source through a detector to a sink. While a part is written the next one is observed, and the source reads the
 * one after it: no more than that is under way, however slow the sink is. The source is closed whatever happens.
 * @param loading the source begins to read while it settles
 * @param watchers each sees every part before it is packed; they are asked what they found by whoever made them
 * @throws whatever the source, the detector or the sink throws; nothing is written behind the part at fault
 */
export async function run<Part extends FlowPart, Packed>(
  source: Source<Part>,
  loading: Detector | Promise<Detector>,
  sink: Sink<Part, Packed>,
  watchers: readonly Pick<FlowWatcher<unknown>, 'watch'>[] = [],
): Promise<void> {
  try {
    const detector = await loading
    let before: Promise<Packed> | undefined
    for await (const part of source.parts) {
      for (const watcher of watchers) watcher.watch(part)
      const packed = sink.pack(part, detector.observe(part))
      // Whoever waits for it learns of a failure; nobody does when the part before it fails.
      packed.catch(() => undefined)
      if (before !== undefined) await sink.write(await before)
      before = packed
    }
    if (before !== undefined) await sink.write(await before)
  } finally {
    await source.close()
  }
}
