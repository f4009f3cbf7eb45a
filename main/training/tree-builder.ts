import type { Tree } from './tree.ts'

/** A cut of one feature. */
export interface Split {
  readonly feature: number
  /** Rows with a bin code up to this one go left. */
  readonly code: number
  readonly missing_left: boolean
  readonly gain: number
}

/** Grows the parallel arrays of a {@link Tree}. */
export class TreeBuilder {
  readonly #feature: number[] = []
  readonly #threshold: number[] = []
  readonly #missing_left: number[] = []
  readonly #left: number[] = []
  readonly #right: number[] = []

  addNode(): number {
    this.#feature.push(-1)
    this.#threshold.push(0)
    this.#missing_left.push(0)
    this.#left.push(-1)
    this.#right.push(-1)
    return this.#feature.length - 1
  }

  split(node: number, split: Split, threshold: number, left: number, right: number): void {
    this.#feature[node] = split.feature
    this.#threshold[node] = threshold
    this.#missing_left[node] = split.missing_left ? 1 : 0
    this.#left[node] = left
    this.#right[node] = right
  }

  finish(outputs: number): Tree {
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float32Array.from(this.#threshold),
      missing_left: Uint8Array.from(this.#missing_left),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      value: new Float32Array(this.#feature.length * outputs),
      cover: new Float32Array(this.#feature.length),
    }
  }
}
