import { resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { readManifest } from '../detect/model/model-bundle.ts'
import { checkOutputFolder } from '../files/output-folder.ts'
import { writeModelCard } from '../training/bundle-card.ts'
import { type PartReport, type Spread, type ValidationReport } from '../training/validation/report.ts'
import { validate as measure } from '../training/validation/validate.ts'
import { print, printJson, shareText, table, tell } from './output.ts'
import { stopsBySignal } from './signals.ts'

export interface ValidateCommandOptions {
  readonly folds: number
  readonly seeds: number
  readonly bundle?: string
  /** Measures the detectors across flows instead, which need no labels. */
  readonly behaviour?: boolean
  /** For `behaviour`. */
  readonly settings?: string
  readonly json?: boolean
}

/** Measures the trainer on labelled captures by protocols that leave it no shortcut. */
export async function validate(files: readonly string[], options: ValidateCommandOptions): Promise<void> {
  if (options.behaviour === true) return (await import('./validate-behaviour.ts')).validateBehaviour(files, options)
  if (options.settings !== undefined) {
    throw new AnomalyError(
      'invalid_input',
      'The option --settings is for --behaviour alone. Give both, or leave it out.',
    )
  }
  const paths = files.map((file) => resolve(file))
  if (options.bundle !== undefined) {
    await readManifest(resolve(options.bundle))
    await checkOutputFolder(resolve(options.bundle), ['validation.json', 'MODEL_CARD.md'], paths)
  }
  let told = ''
  const report = await measure({
    files: paths,
    folds: options.folds,
    seeds: options.seeds,
    signal: stopsBySignal(),
    on_progress: ({ stage, done }) => {
      const line = `${String(Math.floor(done * 10) * 10).padStart(3)}%  ${stage}`
      if (line !== told) tell(line)
      told = line
    },
  })
  if (options.bundle !== undefined) await writeModelCard(resolve(options.bundle), report)
  if (options.json === true) printJson(report)
  else print(text(report))
}

function text(report: ValidationReport): string {
  return [
    `${String(report.folds)} folds of whole conversations, ${String(report.seeds.length)} seeds; mean ± deviation`,
    groupedTable(report),
    ...report.grouped.map(classTable),
    baselineTable(report),
    lastDayTable(report),
    unseenTable(report),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

const spread = (value: Spread | null): string =>
  value === null ? '-' : `${shareText(value.mean)} ± ${shareText(value.sd)}`

function groupedTable({ grouped }: ValidationReport): string {
  return table(
    ['data', 'flows', 'macro-F1', 'FPR', 'FNR', 'ECE', 'Unknown benign', 'Unknown threats', 'false alerts/100k'],
    grouped.map((part) => [
      part.data,
      String(part.rows),
      spread(part.macro_f1_testable),
      ...[part.fpr, part.fnr, part.ece, part.unknown_rate_benign, part.unknown_rate_threats].map(spread),
      part.false_alerts_per_100k_benign?.mean.toFixed(0) ?? '-',
    ]),
  )
}

function classTable({ data, per_class }: PartReport): string {
  return `${data}\n${table(
    ['threat type', 'flows', 'precision', 'recall', '95% interval', 'F1'],
    per_class.map((each) => [
      each.is_one_conversation ? `${each.threat_type} (one conversation)` : each.threat_type,
      String(each.support),
      spread(each.precision),
      spread(each.recall),
      `${each.recall_interval.low.toFixed(3)} to ${each.recall_interval.high.toFixed(3)}`,
      spread(each.f1),
    ]),
  )}`
}

function baselineTable({ baselines }: ValidationReport): string {
  return table(
    ['baseline', 'data', 'macro-F1', 'FPR', 'FNR'],
    baselines.flatMap(({ name, parts }) =>
      parts.map((part) => [
        name,
        part.data,
        shareText(part.macro_f1_testable),
        shareText(part.fpr),
        shareText(part.fnr),
      ]),
    ),
  )
}

function lastDayTable({ temporal }: ValidationReport): string {
  if (temporal === null) return ''
  return `trained up to ${temporal.trained_until}, tested on ${temporal.tested_on}\n${table(
    ['threat type', 'seen before', 'flows', 'right', 'some threat', 'Unknown'],
    temporal.per_class.map((each) => [
      each.threat_type,
      each.is_seen ? 'yes' : 'no',
      String(each.support),
      ...[each.right, each.named, each.unknown].map(shareText),
    ]),
  )}`
}

function unseenTable({ unseen_attacks, mean_unseen_detected }: ValidationReport): string {
  if (mean_unseen_detected === null) return ''
  return `left out of training (mean not called Benign ${spread(mean_unseen_detected)})\n${table(
    ['threat type', 'flows', 'some threat', 'Unknown', 'not Benign', 'benign named', 'benign Unknown'],
    unseen_attacks.map((each) => [
      each.threat_type,
      String(each.flows),
      ...[each.named, each.unknown, each.detected, each.benign_named, each.benign_unknown].map(spread),
    ]),
  )}`
}
