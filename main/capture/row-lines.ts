const FIRST_BYTES = 1 << 20

/** Lines of a batch's flows, one behind the other, with the bytes they have in the file. */
export class RowLines {
  #bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES)
  #length = 0
  readonly #ends: number[] = []

  get count(): number {
    return this.#ends.length
  }

  add(bytes: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    this.#length += bytes.copy(this.#bytes, this.#length, start, end)
    this.#ends.push(this.#length)
  }

  /** All lines as one buffer, each with the text of `suffixOf` and a newline behind it. */
  withSuffixes(suffixOf: (row: number) => string): Buffer {
    const suffixes = this.#ends.map((_, row) => `${suffixOf(row)}\n`)
    const out = Buffer.allocUnsafe(this.#length + suffixes.reduce((sum, suffix) => sum + suffix.length, 0))
    let at = 0
    let start = 0
    this.#ends.forEach((end, row) => {
      at += this.#bytes.copy(out, at, start, end)
      at += out.write(suffixes[row] ?? '', at, 'latin1')
      start = end
    })
    return out
  }
}
