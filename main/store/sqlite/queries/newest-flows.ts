import type { PredictionCursor } from '../../flows.ts'
import type { StoredChunk } from './prediction-chunks.ts'

interface FoundFlow extends PredictionCursor {
  readonly chunk: StoredChunk
  readonly capture_id: number
}

export function isNewer(one: PredictionCursor, other: PredictionCursor): boolean {
  return one.timestamp_us > other.timestamp_us || (one.timestamp_us === other.timestamp_us && one.id > other.id)
}

/** The newest of the flows that are added, up to a limit and older than a place. */
export class NewestFlows {
  /** Newest first. */
  readonly found: FoundFlow[] = []
  readonly #before: PredictionCursor
  readonly #limit: number
  #last: FoundFlow | undefined

  constructor(before: PredictionCursor, limit: number) {
    this.#before = before
    this.#limit = limit
  }

  /** The oldest one, once there are as many as wanted: none that is older adds anything. */
  get last(): PredictionCursor | undefined {
    return this.#last
  }

  /** Adds flows of a chunk. */
  addFrom(chunk: StoredChunk, capture_id: number, isWanted: (row: number) => boolean): void {
    const { rows, timestamps_us } = chunk.keys
    const before = this.#before
    // Later rows mostly are newer, and then most of the others are in vain.
    for (let row = rows - 1; row >= 0; row -= 1) {
      const timestamp_us = timestamps_us[row]!
      const id = chunk.id + row
      if (timestamp_us > before.timestamp_us || (timestamp_us === before.timestamp_us && id >= before.id)) continue
      const last = this.#last
      if (
        last !== undefined &&
        (timestamp_us < last.timestamp_us || (timestamp_us === last.timestamp_us && id <= last.id))
      )
        continue
      if (isWanted(row)) this.#insert({ timestamp_us, id, chunk, capture_id })
    }
  }

  #insert(flow: FoundFlow): void {
    const { found } = this
    let low = 0
    let high = found.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isNewer(found[middle]!, flow)) low = middle + 1
      else high = middle
    }
    found.splice(low, 0, flow)
    if (found.length > this.#limit) found.pop()
    if (found.length === this.#limit) this.#last = found.at(-1)
  }
}
