import { resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { TrainedNameSchema } from '../../contract/models.ts'
import { checkOutputFolder } from '../files/output-folder.ts'
import { unknownLabelsTold } from '../training/dataset.ts'
import { trainModel } from '../training/train.ts'
import { print, printJson, shareText, table, tell } from './output.ts'
import { stopsBySignal } from './signals.ts'

export interface TrainCommandOptions {
  readonly out: string
  readonly seed?: number
  readonly name?: string
  readonly withoutBenign?: boolean
  readonly json?: boolean
}

/** @throws AnomalyError `invalid_input` for a name that no other way to train takes either */
function readName(given: string | undefined): string | undefined {
  const name = TrainedNameSchema.optional().safeParse(given)
  if (name.success) return name.data
  const [issue] = name.error.issues
  throw new AnomalyError('invalid_input', `The name given with --name ${issue?.message ?? 'is none'}.`)
}

/** Trains a model bundle on labelled captures. */
export async function train(files: readonly string[], options: TrainCommandOptions): Promise<void> {
  const name = readName(options.name)
  const paths = files.map((file) => resolve(file))
  const out_dir = resolve(options.out)
  await checkOutputFolder(out_dir, ['model.onnx', 'MODEL_CARD.md', 'manifest.json'], paths)
  let told = -1
  const {
    manifest,
    elapsed_ms,
    files: read,
  } = await trainModel({
    files: paths,
    out_dir,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    without_benign: options.withoutBenign ?? false,
    ...(name === undefined ? {} : { name }),
    signal: stopsBySignal(),
    on_progress: ({ stage, done }) => {
      const percent = Math.floor(done * 20) * 5
      if (percent === told) return
      told = percent
      tell(`${String(percent).padStart(3)}%  ${stage}`)
    },
  })
  if (options.json === true) {
    const { id, version, model_sha256, metrics } = manifest
    const training_data = read.map(({ name, rows, rejected, unlabelled, unknown_labels = [] }) => ({
      ...{ name, rows, rejected, unlabelled, unknown_labels },
    }))
    const model = { id, version, sha256: model_sha256 }
    printJson({ model, metrics, training_data, elapsed_ms: Math.round(elapsed_ms) })
    return
  }
  print(
    table(
      ['held-out part of', 'rows', 'macro-F1', 'FPR', 'FNR'],
      manifest.metrics.map(({ data, rows, macro_f1, fpr, fnr }) => [
        data,
        String(rows),
        ...[macro_f1, fpr, fnr].map(shareText),
      ]),
    ),
  )
  print('')
  for (const { name, rows, rejected, unlabelled, unknown_labels = [] } of read) {
    const left_out = `${String(unlabelled)} left out without a known label, ${String(rejected)} rejected`
    const told = unknown_labels.length === 0 ? '' : ` ${unknownLabelsTold(unknown_labels)}`
    print(`${name}: trained on ${String(rows)} flows; ${left_out}.${told}`)
  }
  print(`written to ${options.out} in ${(elapsed_ms / 1000).toFixed(0)} s`)
}
