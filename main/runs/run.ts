import type { Detector, FlowWatcher, Observation, ObservedPart } from '../detect/detector.ts'
import type { Source } from '../sources/source.ts'

/** Where a run takes what was observed. */
export interface Sink<Part extends ObservedPart, Packed, Seen extends Observation = Observation> {
  /**
   * Makes of a part what is written, and releases the part. What does not need the observation can begin before it is
   * there. The next part may be packed before this one is written.
   */
  pack(part: Part, observing: Promise<Seen>): Promise<Packed>
  /** Called for one part at a time, in their order; the run goes on when it settles. */
  write(packed: Packed): Promise<void>
}

/**
 * Takes a source through a detector to a sink. While a part is written the next one is observed, and the source reads the
 * one after it: no more than that is under way, however slow the sink is. What was observed is written also while the source
 * has nothing more to give for now. The source is closed whatever happens.
 * @param loading the source begins to read while it settles
 * @param watchers each sees every part before it is packed; they are asked what they found by whoever made them
 * @throws whatever the source, the detector or the sink throws; nothing is written behind the part at fault
 */
export async function run<Part extends ObservedPart, Packed, Seen extends Observation = Observation>(
  source: Source<Part>,
  loading: Detector<Seen> | Promise<Detector<Seen>>,
  sink: Sink<Part, Packed, Seen>,
  watchers: readonly Pick<FlowWatcher<unknown>, 'watch'>[] = [],
): Promise<void> {
  try {
    const detector = await loading
    const parts = source.parts[Symbol.asyncIterator]()
    let writing: Promise<void> = Promise.resolve()
    for (;;) {
      const coming = parts.next()
      // Whoever waits for it learns of a failure; nobody does when what is being written fails before.
      coming.catch(() => undefined)
      // A failure is not to wait for a source that is silent.
      const next: IteratorResult<Part, unknown> = await Promise.race([coming, writing.then(() => coming)])
      if (next.done === true) break
      const part = next.value
      for (const watcher of watchers) watcher.watch(part)
      const packed = sink.pack(part, detector.observe(part))
      packed.catch(() => undefined)
      await writing
      writing = packed.then((each) => sink.write(each))
      writing.catch(() => undefined)
    }
    await writing
  } finally {
    await source.close()
  }
}
