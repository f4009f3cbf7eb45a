/**
 * Gradients of a multi-class loss, kept sparse: after a few rounds most rows have two or three classes
 * that still pull, and only these are counted in histograms.
 */
export interface SparseGradients {
  /** Shape [rows + 1]: entries of a row are `start[row] .. start[row + 1]`. */
  readonly start: Int32Array
  readonly channel: Uint8Array
  readonly value: Float32Array
  /** Curvature of a row that all its classes share, shape [rows]. */
  readonly curvature: Float32Array
}

/** Room for every row's every class, filled anew each round. */
export function gradientBuffers(rows: number, outputs: number): SparseGradients {
  return {
    start: new Int32Array(rows + 1),
    channel: new Uint8Array(rows * outputs),
    value: new Float32Array(rows * outputs),
    curvature: new Float32Array(rows),
  }
}

/** `softmax(margins[offset .. offset + outputs])` into `into[at ..]`. */
export function softmaxInto(
  margins: Float32Array,
  offset: number,
  outputs: number,
  into: Float32Array | Float64Array,
  at: number,
): void {
  let highest = -Infinity
  for (let output = 0; output < outputs; output++) highest = Math.max(highest, margins[offset + output]!)
  let sum = 0
  for (let output = 0; output < outputs; output++) {
    const exponential = Math.exp(margins[offset + output]! - highest)
    into[at + output] = exponential
    sum += exponential
  }
  for (let output = 0; output < outputs; output++) into[at + output]! /= sum
}
