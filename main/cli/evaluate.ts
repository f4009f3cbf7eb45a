import { resolve } from 'node:path'

import type { Instrument } from '../../contract/captures.ts'
import { AnomalyError } from '../../contract/errors.ts'
import { CellTotals } from '../sources/csv/cell-totals.ts'
import type { MissingCells } from '../flow/missing-cells.ts'
import { type UnreadCells, unknownLabelsSentence } from '../flow/unread-cells.ts'
import type { OddColumns } from '../sources/source.ts'
import { ConfusionMatrix, scoresOf } from '../flow/metrics.ts'
import type { ModelManifest } from '../flow/model-manifest.ts'
import { UNKNOWN, verdictNames } from '../flow/novelty.ts'
import { LABELS, UNNAMED_THREAT } from '../flow/threat-types.ts'
import { withEngine } from './engine.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, printJson, shareText, table } from './output.ts'
import { joinedNotes, notesOf, type ReadingNotes, tellNotes } from './reading-notes.ts'

export interface EvaluateOptions {
  readonly model?: string
  readonly noveltyBudget: number
  readonly acceptMissingFeatures?: boolean
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
    const notes: [file: string, notes: ReadingNotes][] = []
    for (const file of files) {
      const missing = new CellTotals<MissingCells>()
      const unread = new CellTotals<UnreadCells>()
      const by_threat_type: Record<string, number> = {}
      let instrument: Instrument = 'unknown'
      let notices: readonly string[] = []
      let odd_columns: OddColumns = { duplicates: [], extras: [] }
      const scoring = engine.scoreCapture(
        {
          path: resolve(file),
          novelty_budget: options.noveltyBudget,
          accept_missing_features: options.acceptMissingFeatures === true,
        },
        {
          onPart: async ({ batch, facts: source, rejected: refused, conversations, ...cells }) => {
            if (conversations > 0) throw conversationsOnly()
            ;({ instrument, notices, odd_columns } = source)
            missing.add(cells.missing)
            unread.add(cells.unread)
            rows_read += batch.rows + refused.length
            rejected += refused.length
            for (const { label, threat_type, flows } of batch.label_counts) {
              by_threat_type[threat_type] = (by_threat_type[threat_type] ?? 0) + flows
              if (label === null) unlabelled += flows
              else matrix.add(classes.indexOf(label), classes.indexOf(threat_type), flows)
            }
            return Promise.resolve()
          },
        },
      )
      await namingRefusals(file, scoring)
      const facts = { instrument, notices, odd_columns, by_threat_type, missing: missing.list(), unread: unread.list() }
      notes.push([file, notesOf(facts, manifest, options.noveltyBudget)])
    }
    const joined = joinedNotes(notes)
    const scores = scoresOf(matrix, { unknown, unnamed: classes.indexOf(UNNAMED_THREAT) })
    if (scores.rows === 0) {
      throw new AnomalyError(
        'not_trainable',
        `No row has a known label, so there is nothing to compare with.${unknownLabelsSentence(joined.unread_cells)}`,
      )
    }
    const { fpr, fnr, unknown_rate_benign, unknown_rate_threats } = scores
    const shares = { fpr, fnr, unknown_rate_benign, unknown_rate_threats }
    const per_class = classes.flatMap((threat_type, index) => {
      const each = scores.per_class[index]
      return each === undefined || each.support === 0 ? [] : [{ threat_type, ...each }]
    })
    if (options.json === true) {
      const { rows, accuracy, macro_f1 } = scores
      printJson({
        rows,
        rows_read,
        rejected,
        unlabelled,
        ...joined,
        accuracy,
        macro_f1,
        ...shares,
        novelty_budget: manifest.novelty === null ? 0 : options.noveltyBudget,
        per_class: Object.fromEntries(per_class.map(({ threat_type, ...each }) => [threat_type, each])),
        model: { id: manifest.id, version: manifest.version, sha256: manifest.model_sha256 },
      })
      return
    }
    tellNotes(joined)
    print(
      table(
        ['threat type', 'precision', 'recall', 'f1', 'support'],
        per_class.map(({ threat_type, precision, recall, f1, support }) => [
          threat_type,
          shareText(precision),
          shareText(recall),
          shareText(f1),
          String(support),
        ]),
      ),
    )
    print(
      `\n${String(scores.rows)} labelled rows (${String(unlabelled)} without a known label, ${String(rejected)} rejected)` +
        `\naccuracy ${shareText(scores.accuracy)}  macro-F1 ${shareText(scores.macro_f1)}  FPR ${shareText(shares.fpr)}  FNR ${shareText(shares.fnr)}` +
        `\ncalled Unknown: ${shareText(shares.unknown_rate_benign)} of benign flows, ${shareText(shares.unknown_rate_threats)} of threats`,
    )
  })
}

/** Classes of labels first, in their fixed order (Benign is the first), then those only this model has, and Unknown. */
function classNames(manifest: ModelManifest): string[] {
  const labels: readonly string[] = LABELS
  return [...labels, ...verdictNames(manifest.classes).filter((name) => !labels.includes(name))]
}

function conversationsOnly(): AnomalyError {
  return new AnomalyError(
    'unknown_dialect',
    'The file has conversations only: its instrument lacks features, so there are no predictions to compare with labels.',
  )
}
