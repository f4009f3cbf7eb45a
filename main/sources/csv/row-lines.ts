const FIRST_BYTES = 1 << 20

/** Lines of a batch's flows, one behind the other, with the bytes they have in the file. */
export interface RowLines {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Where each line ends in `bytes`; the next one starts there. */
  readonly ends: Uint32Array<ArrayBuffer>
}

/** Collects the lines of a batch. */
export class RowLinesBuilder {
  #bytes: Buffer<ArrayBuffer>
  #length = 0
  readonly #ends: number[] = []

  /** @param memory of lines that are done with, to be filled again: new memory costs more than filling it */
  constructor(memory: ArrayBuffer = new ArrayBuffer(FIRST_BYTES)) {
    this.#bytes = Buffer.from(memory)
  }

  add(bytes: Buffer, start: number, end: number): void {
    const needed = this.#length + end - start
    if (needed > this.#bytes.length) {
      const larger = Buffer.from(new ArrayBuffer(Math.max(needed, this.#bytes.length * 2)))
      this.#bytes.copy(larger, 0, 0, this.#length)
      this.#bytes = larger
    }
    this.#length += bytes.copy(this.#bytes, this.#length, start, end)
    this.#ends.push(this.#length)
  }

  build(): RowLines {
    return { bytes: this.#bytes.subarray(0, this.#length), ends: Uint32Array.from(this.#ends) }
  }
}

/**
 * All lines one behind the other, each with the text of `suffixOf` (Latin-1) and a newline behind it.
 * @param memory written over when it is large enough
 */
export function linesWithSuffixes(
  { bytes, ends }: RowLines,
  suffixOf: (row: number) => string,
  memory = new ArrayBuffer(0),
): Buffer<ArrayBuffer> {
  const suffixes: string[] = []
  let length = bytes.length
  for (let row = 0; row < ends.length; row += 1) {
    const suffix = `${suffixOf(row)}\n`
    suffixes.push(suffix)
    length += suffix.length
  }
  const out = Buffer.from(memory.byteLength >= length ? memory : new ArrayBuffer(length + (length >> 3)))
  let at = 0
  let start = 0
  suffixes.forEach((suffix, row) => {
    const end = ends[row]!
    out.set(bytes.subarray(start, end), at)
    at += end - start
    at += out.write(suffix, at, 'latin1')
    start = end
  })
  return out.subarray(0, length)
}
