import { resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { ConfusionMatrix, scoresOf } from '../flow/metrics.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { UNKNOWN, verdictNames } from '../flow/novelty.ts'
import { THREAT_TYPES } from '../flow/threat-types.ts'
import { withEngine } from './engine.ts'
import { print, printJson, table } from './output.ts'

export interface EvaluateOptions {
  readonly model?: string
  readonly noveltyBudget: number
  readonly json?: boolean
}

/** Scores a model on labelled captures: what their labels say against what the model says. */
export async function evaluate(files: readonly string[], options: EvaluateOptions): Promise<void> {
  await withEngine(options.model, async (engine) => {
    const manifest = await engine.manifest()
    const classes = classNames(manifest)
    const unknown = classes.indexOf(UNKNOWN)
    const matrix = new ConfusionMatrix(classes.length)
    let rows_read = 0
    let rejected = 0
    let unlabelled = 0
    for (const file of files) {
      await engine.scoreCapture(
        { path: resolve(file), novelty_budget: options.noveltyBudget },
        {
          onPart: async ({ batch, rejected: refused }) => {
            rows_read += batch.rows + refused.length
            rejected += refused.length
            for (const { label, threat_type, flows } of batch.label_counts) {
              if (label === null) unlabelled += flows
              else matrix.add(classes.indexOf(label), classes.indexOf(threat_type), flows)
            }
            return Promise.resolve()
          },
        },
      )
    }
    const scores = scoresOf(matrix, unknown)
    if (scores.rows === 0) {
      throw new AnomalyError('not_trainable', 'No row has a known label, so there is nothing to compare with.')
    }
    const per_class = classes.flatMap((threat_type, index) => {
      const each = scores.per_class[index]
      return each === undefined || each.support === 0 ? [] : [{ threat_type, ...each }]
    })
    if (options.json === true) {
      const { rows, accuracy, macro_f1, fpr, fnr, unknown_rate_benign, unknown_rate_threats } = scores
      printJson({
        rows,
        rows_read,
        rejected,
        unlabelled,
        accuracy,
        macro_f1,
        fpr,
        fnr,
        unknown_rate_benign,
        unknown_rate_threats,
        novelty_budget: manifest.novelty === null ? 0 : options.noveltyBudget,
        per_class: Object.fromEntries(per_class.map(({ threat_type, ...each }) => [threat_type, each])),
        model: { id: manifest.id, version: manifest.version, sha256: manifest.model_sha256 },
      })
      return
    }
    const share = (value: number) => value.toFixed(4)
    print(
      table(
        ['threat type', 'precision', 'recall', 'f1', 'support'],
        per_class.map(({ threat_type, precision, recall, f1, support }) => [
          threat_type,
          share(precision),
          share(recall),
          share(f1),
          String(support),
        ]),
      ),
    )
    print(
      `\n${String(scores.rows)} labelled rows (${String(unlabelled)} without a known label, ${String(rejected)} rejected)` +
        `\naccuracy ${share(scores.accuracy)}  macro-F1 ${share(scores.macro_f1)}  FPR ${share(scores.fpr)}  FNR ${share(scores.fnr)}` +
        `\ncalled Unknown: ${share(scores.unknown_rate_benign)} of benign flows, ${share(scores.unknown_rate_threats)} of threats`,
    )
  })
}

/** Classes of labels first, in their fixed order (Benign is the first), then those only this model has, and Unknown. */
function classNames(manifest: ModelManifest): string[] {
  const labels: readonly string[] = THREAT_TYPES
  return [...labels, ...verdictNames(manifest.classes).filter((name) => !labels.includes(name))]
}
