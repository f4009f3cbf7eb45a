import { createHash } from 'node:crypto'

import { writeFiles } from '../files/output-folder.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { benignRanges } from './benign-ranges.ts'
import { readTrainingSet, type TrainingFile } from './dataset.ts'
import { fitModel, hasBenign } from './fit.ts'
import { measureLacks } from './measure-lacks.ts'
import { buildManifest, metricsPerFile, TRAINER_NAME, TRAINER_VERSION } from './manifest.ts'
import { modelCard } from './model-card.ts'
import { type MarginCalibration, writeOnnxModel } from './onnx-writer.ts'
import { DEFAULT_PARAMETERS, parameterNumbers, type TrainingParameters } from './parameters.ts'
import { fileSource, type LabelledSource } from './sources.ts'
import type { TreeEnsemble } from './tree.ts'

/** How far a training is. */
export interface TrainingProgress {
  readonly stage: 'reading' | 'preparing' | 'boosting' | 'measuring' | 'writing'
  /** Share of the whole training that is done, 0 .. 1; never falls. */
  readonly done: number
}

export interface TrainOptions {
  /** Labelled captures: paths of `.csv` or `.csv.gz` files, or wherever their flows are kept. */
  readonly files: readonly (string | LabelledSource)[]
  /** Folder for `model.onnx`, `manifest.json` and `MODEL_CARD.md`; made when it is not there. */
  readonly out_dir: string
  readonly seed?: number
  /** Trains also where no flow is benign; the manifest then says that the model never says Benign. */
  readonly without_benign?: boolean
  readonly name?: string
  readonly version?: string
  readonly parameters?: TrainingParameters
  readonly threads?: number
  readonly signal?: AbortSignal
  readonly on_progress?: (progress: TrainingProgress) => void
}

export interface TrainResult {
  readonly manifest: ModelManifest
  readonly ensemble: TreeEnsemble
  readonly calibration: MarginCalibration
  readonly elapsed_ms: number
  readonly files: readonly TrainingFile[]
}

const READING_SHARE = 0.05
const BOOSTING_BEGINS = 0.08
const BOOSTING_ENDS = 0.92
const MEASURING_ENDS = 0.98

/**
 * Trains a model on labelled captures and writes its bundle. Nothing is written before the training is complete, and
 * the manifest last: a bundle cut short does not match its hash. Equal files, seed and parameters give equal bytes.
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `not_trainable`, `cancelled`
 */
export async function trainModel(options: TrainOptions): Promise<TrainResult> {
  const { seed = 1, name = 'flow-trees', version = '1', parameters = DEFAULT_PARAMETERS, signal } = options
  const begun = performance.now()
  const progress = (stage: TrainingProgress['stage'], done: number): void => options.on_progress?.({ stage, done })
  progress('reading', 0)
  const sources = options.files.map((file) => (typeof file === 'string' ? fileSource(file, signal) : file))
  const set = await readTrainingSet(sources, {
    on_share: (share) => {
      progress('reading', share * READING_SHARE)
    },
  })
  progress('preparing', READING_SHARE)
  const fitted = await fitModel(set, parameters, {
    seed,
    ...(options.without_benign === undefined ? {} : { without_benign: options.without_benign }),
    threads: options.threads,
    signal,
    on_share: (share) => {
      progress('boosting', BOOSTING_BEGINS + (BOOSTING_ENDS - BOOSTING_BEGINS) * share)
    },
  })
  const without = await measureLacks(set, fitted.cross_validation, {
    signal,
    on_share: (share) => {
      progress('measuring', BOOSTING_ENDS + (MEASURING_ENDS - BOOSTING_ENDS) * share)
    },
  })
  progress('writing', MEASURING_ENDS)
  const model = writeOnnxModel(fitted.ensemble, fitted.judge.calibration, {
    name: TRAINER_NAME,
    version: TRAINER_VERSION,
  })
  const manifest = buildManifest({
    name,
    version,
    model_sha256: createHash('sha256').update(model).digest('hex'),
    judge: fitted.judge,
    files: set.files,
    benign_ranges: benignRanges(set),
    has_benign: hasBenign(set),
    protocol: protocolOf(parameters.folds),
    metrics: metricsPerFile(set, fitted.out_of_fold),
    without,
    seed,
    trees: fitted.ensemble.trees.length,
    parameters: parameterNumbers(parameters),
  })
  await writeFiles(options.out_dir, [
    ['model.onnx', model],
    ['MODEL_CARD.md', modelCard(manifest)],
    ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
  ])
  progress('writing', 1)
  return {
    manifest,
    ensemble: fitted.ensemble,
    calibration: fitted.judge.calibration,
    elapsed_ms: performance.now() - begun,
    files: set.files,
  }
}

function protocolOf(folds: number): string {
  return `Out-of-fold scores of a ${String(folds)}-fold cross-validation. Flows with equal feature vectors or equal five-tuples (in either direction) are always in the same fold; the trees, temperature and novelty limits applied to a flow come from folds without it. The shipped trees are trained on all flows.`
}
