/** Records of one page; a page is the unit in which memory is taken. */
const PAGE_BITS = 11
export const PAGE_RECORDS = 1 << PAGE_BITS
const PAGE_MASK = PAGE_RECORDS - 1

/**
 * Numbered records of `floats` 64-bit floats and `words` 32-bit words each, in pages that never move. Number 0 stands for
 * none. Records are used again; their memory is not given back before the pool is.
 */
export class RecordPool {
  readonly floats: number
  readonly words: number
  readonly #float_pages: Float64Array<ArrayBuffer>[] = []
  readonly #word_pages: Uint32Array<ArrayBuffer>[] = []
  readonly #half_pages: Uint16Array<ArrayBuffer>[] = []
  #free = new Uint32Array(PAGE_RECORDS)
  #free_count = 0
  #used = 1

  constructor(floats: number, words: number) {
    this.floats = floats
    this.words = words
  }

  /** Bytes of the records that are taken. */
  get bytes(): number {
    return this.count * (this.floats * 8 + this.words * 4)
  }

  /** Records that are taken and not given back. */
  get count(): number {
    return this.#used - 1 - this.#free_count
  }

  /** One more than the largest number ever taken. */
  get end(): number {
    return this.#used
  }

  /** A record full of zeros. */
  take(): number {
    if (this.#free_count > 0) {
      this.#free_count -= 1
      const record = this.#free[this.#free_count]!
      this.clear(record)
      return record
    }
    const record = this.#used
    this.#used += 1
    if (record >> PAGE_BITS === this.#float_pages.length) {
      const words = new Uint32Array(PAGE_RECORDS * this.words)
      this.#float_pages.push(new Float64Array(PAGE_RECORDS * this.floats))
      this.#word_pages.push(words)
      this.#half_pages.push(new Uint16Array(words.buffer))
    }
    return record
  }

  give(record: number): void {
    if (this.#free_count === this.#free.length) {
      const larger = new Uint32Array(this.#free.length * 2)
      larger.set(this.#free)
      this.#free = larger
    }
    this.#free[this.#free_count] = record
    this.#free_count += 1
  }

  clear(record: number): void {
    const float = this.floatBase(record)
    const word = this.wordBase(record)
    this.floatsOf(record).fill(0, float, float + this.floats)
    this.wordsOf(record).fill(0, word, word + this.words)
  }

  floatsOf(record: number): Float64Array<ArrayBuffer> {
    return this.#float_pages[record >> PAGE_BITS]!
  }

  floatBase(record: number): number {
    return (record & PAGE_MASK) * this.floats
  }

  wordsOf(record: number): Uint32Array<ArrayBuffer> {
    return this.#word_pages[record >> PAGE_BITS]!
  }

  wordBase(record: number): number {
    return (record & PAGE_MASK) * this.words
  }

  /** The same memory as {@link wordsOf}, in halves: word w is halves 2w and 2w + 1. */
  halvesOf(record: number): Uint16Array<ArrayBuffer> {
    return this.#half_pages[record >> PAGE_BITS]!
  }
}
