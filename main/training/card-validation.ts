import type { Share } from '../flow/metrics.ts'
import type { ClassReport, PartReport, Spread, ValidationReport } from './validation/report.ts'

/** A share of no flows. */
const NONE = '–'

const percent = (share: Share): string => (share === null ? NONE : `${(share * 100).toFixed(2)}%`)
const percentSpread = (value: Spread | null): string =>
  value === null ? NONE : `${(value.mean * 100).toFixed(2)} ± ${(value.sd * 100).toFixed(2)}%`
const spread = (value: Spread | null): string =>
  value === null ? NONE : `${value.mean.toFixed(3)} ± ${value.sd.toFixed(3)}`

/** The sections of a model card with the measurements of `validate`. */
export function validationSections(report: ValidationReport): string {
  return [
    groupedSection(report),
    ...report.grouped.map(partSection),
    baselineSection(report),
    lastDaySection(report),
    unseenSection(report),
  ]
    .filter((section) => section !== '')
    .join('\n\n')
}

function groupedSection({ data, folds, seeds, grouped, novelty_budget }: ValidationReport): string {
  const copies = data.map((each) => `${String(each.copies)} duplicates in ${each.name}`).join(', ')
  const rows = grouped.map(
    (part) =>
      `| ${part.data} | ${String(part.rows)} | ${spread(part.macro_f1_testable)} | ${percentSpread(part.fpr)} | ${percentSpread(part.fnr)} | ${percentSpread(part.unknown_rate_benign)} | ${percentSpread(part.unknown_rate_threats)} | ${part.ece.mean.toFixed(4)} | ${part.false_alerts_per_100k_benign?.mean.toFixed(0) ?? NONE} | ${part.precision_at_1_percent?.mean.toFixed(3) ?? NONE} |`,
  )
  return `${String(folds)}-fold cross-validation, ${String(seeds.length)} seeds, mean ± standard deviation. Duplicates were removed first (${copies}). All flows of a
five-tuple, in either direction, are in the same fold; where no five-tuple is known, all flows with equal features are. The trees,
temperature and novelty limits applied to a flow come from the other folds; only the bin edges of the features were computed
over all flows. Macro-F1 excludes classes whose flows are all one conversation. \`Unknown\`, at a novelty budget of
${percent(novelty_budget)}, counts as wrong for macro-F1 but neither as a false alarm nor as a miss.

| Data | Flows | Macro-F1 | Benign called a threat | Threats called Benign | Benign called Unknown | Threats called Unknown | ECE | False alerts per 100,000 benign flows | Precision when 1% of flows are threats |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}`
}

function partSection({ data, per_class, confusion }: PartReport): string {
  const rows = per_class.map(
    (each) =>
      `| ${each.threat_type} | ${String(each.support)} | ${spread(each.precision)} | ${spread(each.recall)} | ${intervalOf(each)} | ${spread(each.f1)} |`,
  )
  const occurring = confusion.counts.flatMap((counts, truth) => (counts.some((flows) => flows > 0) ? [truth] : []))
  const verdicts = confusion.classes.flatMap((name, at) =>
    confusion.counts.some((counts) => (counts[at] ?? 0) > 0) ? [{ name, at }] : [],
  )
  const matrix = occurring.map(
    (truth) =>
      `| ${confusion.classes[truth] ?? ''} | ${verdicts.map(({ at }) => String(confusion.counts[truth]?.[at] ?? 0)).join(' | ')} |`,
  )
  return `### ${data}

| Threat type | Flows | Precision | Recall | 95% interval of recall | F1 |
| --- | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}

<details><summary>Confusion matrix, flows summed over the seeds</summary>

| Label \\ verdict | ${verdicts.map(({ name }) => name).join(' | ')} |
| --- |${' ---: |'.repeat(verdicts.length)}
${matrix.join('\n')}

</details>`
}

function intervalOf({ recall_interval: { low, high }, is_one_conversation }: ClassReport): string {
  return is_one_conversation ? 'one conversation: not measured' : `${low.toFixed(3)} to ${high.toFixed(3)}`
}

function baselineSection({ baselines }: ValidationReport): string {
  const rows = baselines.flatMap(({ name, parts }) =>
    parts.map(
      (part) =>
        `| ${name} | ${part.data} | ${part.macro_f1_testable?.toFixed(3) ?? NONE} | ${percent(part.fpr)} | ${percent(part.fnr)} |`,
    ),
  )
  return `### Baselines in the same folds

| Rule | Data | Macro-F1 | Benign called a threat | Threats called Benign |
| --- | --- | ---: | ---: | ---: |
${rows.join('\n')}`
}

function lastDaySection({ temporal }: ValidationReport): string {
  if (temporal === null) return ''
  const rows = temporal.per_class.map(
    (each) =>
      `| ${each.threat_type} | ${each.is_seen ? 'yes' : 'no'} | ${String(each.support)} | ${percent(each.right)} | ${percent(each.named)} | ${percent(each.unknown)} |`,
  )
  return `### Trained up to ${temporal.trained_until}, tested on ${temporal.tested_on}

${String(temporal.trained_rows)} flows of ${temporal.data.join(', ')} were used for training and ${String(temporal.tested_rows)} of the last day for testing. An attack that did
not occur on the earlier days can at best be called some other threat, or Unknown.

| Label | Seen in training | Flows | Correct | Any named threat | Unknown |
| --- | --- | ---: | ---: | ---: | ---: |
${rows.join('\n')}`
}

function unseenSection({ unseen_attacks, mean_unseen_detected, novelty_budget }: ValidationReport): string {
  if (mean_unseen_detected === null) return ''
  const rows = unseen_attacks.map(
    (each) =>
      `| ${each.threat_type} | ${String(each.flows)} | ${[each.named, each.unknown, each.detected, each.benign_named, each.benign_unknown].map(percentSpread).join(' | ')} |`,
  )
  return `### Attacks left out of training

Each attack in turn was left out of training completely. Novelty limits (${percent(novelty_budget)} of benign flows) were set on
one part of the flows, and benign flows were counted on another. On average over the attacks, ${percentSpread(mean_unseen_detected)} of the flows are
not called Benign.

| Attack | Flows | Any named threat | Unknown | Not Benign | Benign called a threat | Benign called Unknown |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${rows.join('\n')}`
}
