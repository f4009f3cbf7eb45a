import { softmaxInto } from './gradients.ts'
import type { MarginCalibration } from './onnx-writer.ts'

/** Margins of rows that the trees did not see, with the truth. */
export interface CalibrationInput {
  /** Shape [rows, outputs]. */
  readonly margins: Float32Array
  readonly labels: Uint8Array
  /** Rows to learn from. */
  readonly rows: Int32Array
  readonly outputs: number
}

/**
 * Calibration that leaves the order of a row's margins as it is: one temperature for all classes
 * (Guo et al. 2017, "On calibration of modern neural networks", section 4.2), found by golden-section
 * search on the mean log loss.
 */
export function fitTemperature(input: CalibrationInput): MarginCalibration {
  const { outputs } = input
  let low = Math.log(0.05)
  let high = Math.log(5)
  const golden = (Math.sqrt(5) - 1) / 2
  while (high - low > 1e-4) {
    const left = high - golden * (high - low)
    const right = low + golden * (high - low)
    if (logLoss(input, Math.exp(left)) <= logLoss(input, Math.exp(right))) high = right
    else low = left
  }
  const scale = Math.fround(Math.exp((low + high) / 2))
  return { scale: new Float32Array(outputs).fill(scale), bias: new Float32Array(outputs) }
}

function logLoss({ margins, labels, rows, outputs }: CalibrationInput, scale: number): number {
  let loss = 0
  for (const row of rows) {
    const at = row * outputs
    let highest = -Infinity
    for (let output = 0; output < outputs; output++) highest = Math.max(highest, margins[at + output]! * scale)
    let sum = 0
    for (let output = 0; output < outputs; output++) sum += Math.exp(margins[at + output]! * scale - highest)
    loss += Math.log(sum) + highest - margins[at + labels[row]!]! * scale
  }
  return loss / Math.max(1, rows.length)
}

/** `softmax(scale * margins + bias)` of every row, as the graph computes it. */
export function calibratedProbabilities(margins: Float32Array, { scale, bias }: MarginCalibration): Float32Array {
  const outputs = scale.length
  const probabilities = margins.map((margin, index) => {
    const output = index % outputs
    return Math.fround(margin * scale[output]!) + bias[output]!
  })
  for (let at = 0; at < probabilities.length; at += outputs) softmaxInto(probabilities, at, outputs, probabilities, at)
  return probabilities
}

/** Most probable class and its probability, for every row. */
export function predictionsOf(
  probabilities: Float32Array,
  outputs: number,
): { readonly predicted: Uint8Array; readonly confidence: Float32Array } {
  const rows = probabilities.length / outputs
  const predicted = new Uint8Array(rows)
  const confidence = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    let best = 0
    for (let output = 1; output < outputs; output++) {
      if (probabilities[row * outputs + output]! > probabilities[row * outputs + best]!) best = output
    }
    predicted[row] = best
    confidence[row] = probabilities[row * outputs + best]!
  }
  return { predicted, confidence }
}
