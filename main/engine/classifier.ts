import * as ort from 'onnxruntime-node'

import { FEATURE_COUNT, FEATURE_NAMES, featureIndex } from '../flow/features.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { type ModelBundle, readModelBundle, refused } from './model-bundle.ts'

/** Prediction of each flow of a batch. */
export interface Predictions {
  /** Index into the manifest's classes, shape [rows]. */
  readonly threat_types: Uint8Array<ArrayBuffer>
  /** Probability of that class, shape [rows]. */
  readonly confidences: Float32Array<ArrayBuffer>
}

/** A loaded model: flows in, predictions out. */
export class Classifier {
  readonly manifest: ModelManifest
  readonly #session: ort.InferenceSession
  /** Column of the flow features for each column of the model, or null when they are the same. */
  readonly #columns: readonly number[] | null

  private constructor(manifest: ModelManifest, session: ort.InferenceSession) {
    this.manifest = manifest
    this.#session = session
    const same =
      manifest.features.length === FEATURE_COUNT && manifest.features.every((name, at) => name === FEATURE_NAMES[at])
    this.#columns = same ? null : manifest.features.map((name) => featureIndex(name)!)
  }

  /** @throws AnomalyError `model_refused` when the bundle is damaged or its graph does not fit the manifest. */
  static async load(folder: string, threads = 2): Promise<Classifier> {
    const bundle = await readModelBundle(folder)
    const session = await openSession(bundle, threads)
    const classifier = new Classifier(bundle.manifest, session)
    await classifier.#checkShapes()
    return classifier
  }

  /** @param features shape [rows, FEATURE_COUNT], row by row, in the order of FEATURES */
  async classify(features: Float32Array, rows: number): Promise<Predictions> {
    const classes = this.manifest.classes.length
    const threat_types = new Uint8Array(rows)
    const confidences = new Float32Array(rows)
    if (rows === 0) return { threat_types, confidences }
    const probabilities = await this.#run(features, rows)
    for (let row = 0; row < rows; row += 1) {
      const first = row * classes
      let best = 0
      for (let index = 1; index < classes; index += 1) {
        if (probabilities[first + index]! > probabilities[first + best]!) best = index
      }
      threat_types[row] = best
      confidences[row] = Math.min(1, Math.max(0, probabilities[first + best]!))
    }
    return { threat_types, confidences }
  }

  async #run(features: Float32Array, rows: number): Promise<Float32Array> {
    const { input, outputs } = this.manifest
    const tensor = new ort.Tensor('float32', this.#arrange(features, rows), [rows, this.manifest.features.length])
    const answer = await this.#session.run({ [input.name]: tensor }, [outputs.probabilities])
    const output = answer[outputs.probabilities]
    if (output?.type !== 'float32' || output.dims.join() !== [rows, this.manifest.classes.length].join()) {
      throw refused(
        `Its output ${outputs.probabilities} is not a float32 tensor of shape [rows, ${String(this.manifest.classes.length)}].`,
      )
    }
    return output.data as Float32Array
  }

  #arrange(features: Float32Array, rows: number): Float32Array {
    if (this.#columns === null) return features.subarray(0, rows * FEATURE_COUNT)
    const width = this.#columns.length
    const arranged = new Float32Array(rows * width)
    for (let row = 0; row < rows; row += 1) {
      for (let at = 0; at < width; at += 1) {
        arranged[row * width + at] = features[row * FEATURE_COUNT + this.#columns[at]!]!
      }
    }
    return arranged
  }

  async #checkShapes(): Promise<void> {
    await this.#run(new Float32Array(FEATURE_COUNT), 1)
  }
}

async function openSession({ manifest, model }: ModelBundle, threads: number): Promise<ort.InferenceSession> {
  let session: ort.InferenceSession
  try {
    session = await ort.InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refused(`ONNX Runtime cannot load model.onnx: ${reason}`, cause)
  }
  if (!session.inputNames.includes(manifest.input.name)) {
    throw refused(`Its graph has no input named ${manifest.input.name} (it has: ${session.inputNames.join(', ')}).`)
  }
  if (!session.outputNames.includes(manifest.outputs.probabilities)) {
    throw refused(
      `Its graph has no output named ${manifest.outputs.probabilities} (it has: ${session.outputNames.join(', ')}).`,
    )
  }
  return session
}
