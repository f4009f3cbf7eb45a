import { AnomalyError } from '../../../contract/errors.ts'
import type { ScoredPart } from '../../engine/protocol.ts'
import type { SegmentRow } from '../../store/streams.ts'

type Counts = Pick<SegmentRow, 'classified' | 'rejected'>

/** Tells the parts of a segment that are stored from those that are not, when it is read again. */
export class SegmentParts {
  readonly #segment: Pick<SegmentRow, 'name' | 'parts' | keyof Counts>
  readonly #passed = { classified: 0, rejected: 0 }
  #parts = 0

  constructor(segment: Pick<SegmentRow, 'name' | 'parts' | keyof Counts>) {
    this.#segment = segment
  }

  /**
   * Whether the next part is stored.
   * @throws AnomalyError `unreadable_file` when those that are stored were others
   */
  isStored({ batch, rejected }: Pick<ScoredPart, 'batch' | 'rejected'>): boolean {
    if (this.#parts >= this.#segment.parts) return false
    this.#parts += 1
    this.#passed.classified += batch.rows
    this.#passed.rejected += rejected.length
    if (this.#parts === this.#segment.parts) this.#insistOnCounts()
    return true
  }

  /** @throws AnomalyError `unreadable_file` when the file ended before all that is stored of it came again */
  insistOnAll(): void {
    if (this.#parts < this.#segment.parts) this.#insistOnCounts()
  }

  #insistOnCounts(): void {
    const { name, parts, classified, rejected } = this.#segment
    const { classified: now_classified, rejected: now_rejected } = this.#passed
    if (this.#parts === parts && now_classified === classified && now_rejected === rejected) return
    throw new AnomalyError(
      'unreadable_file',
      `${name} was read in part before, and is another file now: ${String(classified)} flows and ${String(rejected)} rejected rows are stored of it, where it has ${String(now_classified)} and ${String(now_rejected)}. The rest of it was not read.`,
    )
  }
}
