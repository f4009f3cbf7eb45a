import type { Instrument } from '../../../contract/captures.ts'
import type { AnomalyError } from '../../../contract/errors.ts'
import type { ModelManifest } from '../../flow/model-manifest.ts'
import { DEFAULT_NOVELTY_BUDGET, NoveltyRule } from '../../flow/novelty.ts'
import { BENIGN } from '../../flow/threat-types.ts'
import type { Predictions } from '../detector.ts'
import { type ModelBundle, readModelBundle, refused } from './model-bundle.ts'
import { type FlowFields, ModelInput } from './model-input.ts'
import { type InferenceSession, Tensor } from './onnxruntime.ts'
import { tryModel } from './model-trial.ts'
import { inOrder, orderByLikeness } from './row-order.ts'
import { openSession } from './session.ts'

/** From here on putting rows in order costs less than it spares. */
const ORDERED_FROM_ROWS = 256

/** What decides, beside the graph, which flows are Unknown. */
export interface NoveltyOptions {
  /** Flow meter that measured the flows, when it is known. */
  readonly instrument?: Instrument | null | undefined
  /** Share of benign flows that may be called Unknown; 0 calls none so. */
  readonly novelty_budget?: number | undefined
}

/** What the graph says of flows, and what it was given. */
export interface Scores {
  /** Shape [rows, columns of the input]. */
  readonly input: Float32Array
  /** Shape [rows, classes]. */
  readonly probabilities: Float32Array
  /** Shape [rows, classes]. */
  readonly margins: Float32Array
}

/** What the graph says of the rows it was given, in their order. */
interface Judgement {
  /** Shape [rows, classes]. */
  readonly probabilities: Float32Array
  /** Shape [rows]. */
  readonly novelty: Float32Array | undefined
}

/** Bytes of a graph that a slow machine loads in a millisecond, or more. */
const LOADED_BYTES_PER_MS = 4000

/** A loaded model: flows in, predictions out. */
export class Classifier {
  readonly manifest: ModelManifest
  /** Bytes of `model.onnx`. */
  readonly model: Uint8Array
  readonly input: ModelInput
  readonly #session: InferenceSession
  /** Column of Benign, -1 in a model without it. */
  readonly #benign: number
  /** Memory for rows in order, one for each call under way. */
  readonly #spare_memory: Float32Array[] = []

  private constructor({ manifest, model }: ModelBundle, session: InferenceSession, input: ModelInput) {
    this.manifest = manifest
    this.model = model
    this.input = input
    this.#session = session
    this.#benign = manifest.classes.indexOf(BENIGN)
  }

  /**
   * @param progress called after each step with the time that the next one may take beyond that of others
   * @throws AnomalyError `model_refused` when the bundle is damaged, its graph does not fit the manifest, or its answers
   *   are none
   */
  static async load(
    folder: string,
    threads = 1,
    progress: (allowance_ms: number) => void = () => undefined,
  ): Promise<Classifier> {
    const bundle = await readModelBundle(folder)
    const input = new ModelInput(bundle.manifest)
    progress(bundle.model.length / LOADED_BYTES_PER_MS)
    const session = await openSession(bundle, input.width, threads)
    progress(0)
    const classifier = new Classifier(bundle, session, input)
    await classifier.#tryOut()
    progress(0)
    return classifier
  }

  /**
   * The most probable class of each flow. One that would be Benign is Unknown instead when it is more novel than the
   * budget allows; a named threat stays named.
   * @param features shape [rows, FEATURE_COUNT], row by row, in the order of FEATURES
   * @param fields what else is known of the flows, for models that encode it
   * @returns with indices into the manifest's classes, or their number for Unknown (`verdictNames`); the confidence of
   *   Unknown is the share of benign flows that are less novel
   * @throws AnomalyError `model_refused` when the model has no answer to a flow
   */
  async classify(
    features: Float32Array,
    rows: number,
    fields: FlowFields = {},
    { instrument = null, novelty_budget = DEFAULT_NOVELTY_BUDGET }: NoveltyOptions = {},
  ): Promise<Predictions> {
    const classes = this.manifest.classes.length
    const threat_types = new Uint8Array(rows)
    const confidences = new Float32Array(rows)
    if (rows === 0) return { threat_types, confidences }
    const is_ordered = this.input.is_plain && rows >= ORDERED_FROM_ROWS
    const order = is_ordered ? orderByLikeness(features, rows) : null
    const { probabilities, novelty } = await (order === null
      ? this.#judge(this.input.build(features, rows, fields), rows)
      : this.#judgeInOrder(features, order))
    const rule = this.manifest.novelty && new NoveltyRule(this.manifest.novelty, instrument, novelty_budget)
    for (let place = 0; place < rows; place += 1) {
      const row = order === null ? place : order[place]!
      const first = place * classes
      let best = 0
      for (let index = 1; index < classes; index += 1) {
        if (probabilities[first + index]! > probabilities[first + best]!) best = index
      }
      const confidence = probabilities[first + best]!
      if (Number.isNaN(confidence)) throw noAnswer(fields.line_numbers?.[row] ?? row + 1)
      if (best === this.#benign && novelty !== undefined && rule?.isUnknown(novelty[place]!) === true) {
        threat_types[row] = classes
        confidences[row] = rule.confidence(novelty[place]!)
      } else {
        threat_types[row] = best
        confidences[row] = Math.min(1, Math.max(0, confidence))
      }
    }
    return { threat_types, confidences }
  }

  /**
   * What the model says of each class of each flow.
   * @param margins name of the graph's output that the probabilities are made from
   * @throws AnomalyError `model_refused` when the graph has no such output
   */
  async score(features: Float32Array, rows: number, fields: FlowFields, margins: string): Promise<Scores> {
    const input = this.input.build(features, rows, fields)
    const { probabilities } = this.manifest.outputs
    const width = this.manifest.classes.length
    const answer = await this.#run(input, rows, [
      { name: probabilities, width },
      { name: margins, width },
    ])
    return { input, probabilities: answer[0]!, margins: answer[1]! }
  }

  /** Answers in the order given. */
  async #judgeInOrder(features: Float32Array, order: Uint32Array): Promise<Judgement> {
    const spare = this.#spare_memory.pop()
    const memory = spare !== undefined && spare.length >= features.length ? spare : new Float32Array(features.length)
    const answer = await this.#judge(inOrder(features, order, memory), order.length)
    this.#spare_memory.push(memory)
    return answer
  }

  async #judge(input: Float32Array, rows: number): Promise<Judgement> {
    const { outputs, classes, novelty } = this.manifest
    const wanted = [{ name: outputs.probabilities, width: classes.length }]
    if (novelty !== null) wanted.push({ name: novelty.output, width: 1 })
    const answer = await this.#run(input, rows, wanted)
    return { probabilities: answer[0]!, novelty: answer[1] }
  }

  /** Outputs of the graph in the order they are asked for, each of shape [rows, width]. */
  async #run(
    input: Float32Array,
    rows: number,
    wanted: readonly { readonly name: string; readonly width: number }[],
  ): Promise<Float32Array[]> {
    const names = wanted.map(({ name }) => name)
    const unknown = names.find((name) => !this.#session.outputNames.includes(name))
    if (unknown !== undefined) throw refused(`Its graph has no output named ${unknown}.`)
    const tensor = new Tensor('float32', input, [rows, this.input.width])
    const answer = await this.#session.run({ [this.manifest.input.name]: tensor }, names)
    return wanted.map(({ name, width }) => {
      const output = answer[name]
      if (output?.type !== 'float32' || output.dims.join() !== [rows, width].join()) {
        throw refused(`Its output ${name} is not a float32 tensor of shape [rows, ${String(width)}].`)
      }
      return output.data as Float32Array
    })
  }

  /** The graph on flows of the sample capture; the outputs that only explanations read must be there too. */
  async #tryOut(): Promise<void> {
    const { outputs, classes } = this.manifest
    await tryModel(async (features, rows) => {
      const input = this.input.build(features, rows, 'any')
      if (outputs.margins !== null) await this.#run(input, rows, [{ name: outputs.margins, width: classes.length }])
      return this.#judge(input, rows)
    }, classes.length)
  }
}

function noAnswer(line: number): AnomalyError {
  return refused(
    `Its graph gives no probability for the flow on line ${String(line)}: one of its values is missing or too large. Set a replacement in preprocessing.missing, or impute missing values in the graph.`,
  )
}
