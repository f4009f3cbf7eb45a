import type { PredictionCursor, PredictionRow } from '../../flows.ts'
import { isNewer } from './newest-flows.ts'
import type { StoredChunk } from './prediction-chunks.ts'

/** Pages of so many flows are read by who reads the whole list. */
export const WHOLE_LIST_FLOWS = 5000

/** Flows that are read ahead at once: 20 MB. Every pass over a list whose times are in no order gives as many. */
export const AHEAD_FLOWS = 1 << 16

/** The newest of the flows that are offered, up to a limit and older than a place, in memory that does not grow. */
export class NewestPlaces {
  readonly #before: PredictionCursor
  readonly #limit: number
  readonly #times_us: Float64Array
  readonly #ids: Float64Array
  #count = 0
  #last: PredictionCursor | undefined

  constructor(before: PredictionCursor, limit: number) {
    this.#before = before
    this.#limit = limit
    this.#times_us = new Float64Array(2 * limit)
    this.#ids = new Float64Array(2 * limit)
  }

  /** Once there are enough, none that is older than this adds anything. */
  get last(): PredictionCursor | undefined {
    return this.#last
  }

  addFrom(chunk: StoredChunk, isWanted: (row: number) => boolean): void {
    const { rows, timestamps_us } = chunk.keys
    const before = this.#before
    for (let row = rows - 1; row >= 0; row -= 1) {
      const timestamp_us = timestamps_us[row]!
      const id = chunk.id + row
      if (timestamp_us > before.timestamp_us || (timestamp_us === before.timestamp_us && id >= before.id)) continue
      const last = this.#last
      if (
        last !== undefined &&
        (timestamp_us < last.timestamp_us || (timestamp_us === last.timestamp_us && id < last.id))
      )
        continue
      if (!isWanted(row)) continue
      this.#times_us[this.#count] = timestamp_us
      this.#ids[this.#count] = id
      this.#count += 1
      if (this.#count === 2 * this.#limit) this.#keepNewest()
    }
  }

  /** Newest first. */
  places(): PredictionCursor[] {
    if (this.#count > this.#limit) this.#keepNewest()
    const places = Array.from({ length: this.#count }, (_, at) => ({
      timestamp_us: this.#times_us[at]!,
      id: this.#ids[at]!,
    }))
    return places.sort((one, other) => (isNewer(one, other) ? -1 : 1))
  }

  #keepNewest(): void {
    const [times_us, ids, limit] = [this.#times_us, this.#ids, this.#limit]
    const timestamp_us = times_us.slice(0, this.#count).sort()[this.#count - limit]!
    const tied: number[] = []
    let newer = 0
    for (let at = 0; at < this.#count; at += 1) {
      if (times_us[at] === timestamp_us) tied.push(ids[at]!)
      else if (times_us[at]! > timestamp_us) newer += 1
    }
    const id = Float64Array.from(tied).sort()[tied.length - (limit - newer)]!
    let kept = 0
    for (let at = 0; at < this.#count; at += 1) {
      if (times_us[at]! < timestamp_us || (times_us[at] === timestamp_us && ids[at]! < id)) continue
      times_us[kept] = times_us[at]!
      ids[kept] = ids[at]!
      kept += 1
    }
    this.#count = kept
    this.#last = { timestamp_us, id }
  }
}

interface Ahead {
  readonly list: string
  readonly rows: readonly PredictionRow[]
  /** The first of them follows this one. */
  readonly after: PredictionCursor
  readonly isEnd: boolean
}

/** Lists that are read ahead of who reads them, one for each of as many readers. */
const MOST_LISTS = 4

/** Flows of lists that are read from their first page to their last, read ahead of the pages. */
export class ListsAhead {
  #lists: Ahead[] = []

  /**
   * A page of a list, from what is there or from a pass of `read`.
   * @param list names the list, and changes whenever its flows do
   * @param read gives as many flows as that below a place, newest first
   */
  page(
    list: string,
    before: PredictionCursor,
    limit: number,
    read: (flows: number) => PredictionRow[],
  ): PredictionRow[] {
    const known = this.#lists.find((ahead) => ahead.list === list && rowsAfter(ahead, before, limit) !== undefined)
    const ahead = known ?? { list, after: before, ...readAhead(limit, read) }
    const rows = rowsAfter(ahead, before, limit) ?? []
    const isDone = ahead.isEnd && rows.at(-1) === ahead.rows.at(-1)
    // Whoever came to the end of flows that were read ahead needs them no more.
    const others = this.#lists.filter((one) => one !== ahead && !(one.list === list && isWithin(before, one)))
    this.#lists = isDone ? others : [...others, ahead].slice(-MOST_LISTS)
    return rows
  }
}

function readAhead(limit: number, read: (flows: number) => PredictionRow[]) {
  const flows = Math.max(limit, AHEAD_FLOWS)
  const rows = read(flows)
  return { rows, isEnd: rows.length < flows }
}

function isWithin(place: PredictionCursor, { rows, after }: Ahead): boolean {
  const last = rows.at(-1)
  return !isNewer(place, after) && last !== undefined && !isNewer(last, place)
}

/** Flows of the page below a place; undefined where not all of them are there. */
function rowsAfter(
  { rows, after, isEnd }: Ahead,
  before: PredictionCursor,
  limit: number,
): PredictionRow[] | undefined {
  if (isNewer(before, after)) return undefined
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isNewer(before, rows[middle]!)) high = middle
    else low = middle + 1
  }
  return isEnd || rows.length - low >= limit ? rows.slice(low, low + limit) : undefined
}
