import { type Share, wilsonInterval } from '../flow/metrics.ts'
import { type MeasuredLack, measuredLacks } from '../flow/lacking-features.ts'
import { type ModelManifest, type ModelMetrics, NEVER_BENIGN } from '../flow/model-manifest.ts'
import { behaviourSection } from './card-behaviour.ts'
import { validationSections } from './card-validation.ts'
import type { ValidationReport } from './validation/report.ts'

/** A share of no flows. */
const NONE = '–'

const percent = (share: Share): string => (share === null ? NONE : `${(share * 100).toFixed(2)}%`)
const decimals = (share: Share, digits: number): string => share?.toFixed(digits) ?? NONE

function intervalText(share: Share, support: number): string {
  if (share === null) return NONE
  const { low, high } = wilsonInterval(share, support)
  return `${low.toFixed(3)} to ${high.toFixed(3)}`
}

function metricsSection(metrics: ModelMetrics): string {
  const rows = metrics.per_class
    .filter(({ support }) => support > 0)
    .map(
      (each) =>
        `| ${each.threat_type} | ${decimals(each.precision, 3)} | ${decimals(each.recall, 3)} | ${intervalText(each.recall, each.support)} | ${decimals(each.f1, 3)} | ${String(each.support)} |`,
    )
  return [
    `### ${metrics.data}`,
    '',
    `${String(metrics.rows)} flows: macro-F1 ${decimals(metrics.macro_f1, 4)}, accuracy ${decimals(metrics.accuracy, 4)}, benign flows called a threat ${percent(metrics.fpr)}, threats called Benign ${percent(metrics.fnr)}, expected calibration error ${metrics.ece.toFixed(4)}.`,
    '',
    '| Threat type | Precision | Recall | 95% interval of recall | F1 | Flows |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}

/** Measurements from the training itself. */
function trainingSections({ protocol, metrics }: ModelManifest): string {
  return `${protocol}\n\n${metrics.map(metricsSection).join('\n\n')}`
}

/** What each set of missing features costs, on all training files together. */
function lackSection(manifest: ModelManifest): string {
  const lacks = measuredLacks(manifest)
  const [first] = lacks
  if (first === undefined) return ''
  const cells = ({ macro_f1, ...shares }: MeasuredLack['without']) =>
    `${[decimals(macro_f1, 4), percent(shares.fpr), percent(shares.unknown_rate_benign), percent(shares.fnr), percent(shares.unknown_rate_threats)].join(' | ')} |`
  return `
### Tables that lack features

Some tables derived from CICFlowMeter lack features. In the cross-validation of the training, the held-out flows of all files
were scored again without the features of each row; trees, temperature and novelty limits are those of complete flows. AnomalyX
reads a table that lacks some or all features of a row if a person accepts these figures.

| Missing features | Macro-F1 | Benign called a threat | Benign called Unknown | Threats called Benign | Threats called Unknown |
| --- | ---: | ---: | ---: | ---: | ---: |
| none | ${cells(first.complete)}
${lacks.map(({ features, without }) => `| ${features.join(', ')} | ${cells(without)}`).join('\n')}
`
}

/** Describes novelty: method, budget, and flow meters. */
function noveltyText({ novelty, classes }: ModelManifest): string {
  if (novelty === null) return 'The model never predicts Unknown.'
  const tails = novelty.tails.map(({ instrument, benign_flows }) => `${String(benign_flows)} of meter ${instrument}`)
  return `Unknown: a flow that would be Benign is Unknown if its energy (the negative log of the summed exponentials of its ${String(classes.length)} margins,
Liu et al. 2020) is higher than that of 99% of the benign flows that were held out (${tails.join(', ')}). Each flow meter has its
own limit; flows from other meters are compared with the strictest one. The remaining 1% is the novelty budget, which can be
changed. The confidence of Unknown is the share of benign flows that are less novel.`
}

/** `MODEL_CARD.md`, written from the manifest and, when there is one, the report of `validate`. */
export function modelCard(manifest: ModelManifest, report?: ValidationReport): string {
  const { calibration, trainer } = manifest
  const data = manifest.training_data.map(
    ({ name, sha256, instrument, rows, rejected, unlabelled }) =>
      `| ${name} | ${instrument} | ${String(rows)} | ${String(rejected)} | ${String(unlabelled)} | \`${sha256}\` |`,
  )
  return `# ${manifest.name} ${manifest.version}

Names the threat type of one network flow from ${String(manifest.features.length)} statistics that CICFlowMeter computes. ${String(trainer.trees)} boosted
decision trees with one vector per leaf, then a temperature and a softmax, all in \`model.onnx\`
(SHA-256 \`${manifest.model_sha256}\`).

## Use

For analysts who triage captured flows. A prediction is a hint with a probability, not a verdict. The model never sees ports,
addresses, flow ids or times. Do not use it to block traffic without human review.${manifest.without_benign === true ? ` ${NEVER_BENIGN}` : ''}

## Training data

| File | Flow meter | Flows | Rejected | Without a known label | SHA-256 |
| --- | --- | ---: | ---: | ---: | --- |
${data.join('\n')}

CIC-IDS-2017 (Sharafaldin, Lashkari and Ghorbani, ICISSP 2018), for the files above that come from it. The corrected
re-release follows Engelen 2021 and Liu 2022.

## Measured

${report === undefined ? trainingSections(manifest) : validationSections(report)}
${lackSection(manifest)}
Confidence: ${calibration === null ? 'not calibrated' : `temperature scaling (factor ${calibration.scale[0]!.toFixed(4)}) fitted on ${calibration.fitted_on}; ${calibration.bias[0]!.toFixed(2)} added to the log-odds of Benign`}.

${noveltyText(manifest)}

${behaviourSection()}

## Limits

- The flows come from one testbed and one week. Expect more false alerts on another network; measure the model on your own
  labelled flows before you rely on it.
- An attack that is not among the classes is called Benign if each of its flows looks like a benign flow, as in a port
  scan.
- Unknown means that a flow is unlike the training data, not that it is an attack: new applications are Unknown too.
- Captures from another flow meter, or another version of the same one, have different statistics: predictions for them are
  unreliable, and AnomalyX says so.
- Classes with few flows (see the intervals) are trained on a handful of examples from one tool.
- If all flows of a class in a file come from one conversation, they are all in the same fold, so the trees that score them
  were not trained on the class: a recall of 0 there is an effect of the measurement and says nothing about the shipped trees.

## Training

${trainer.name} ${trainer.version}, seed ${String(trainer.seed)}. Parameters: ${Object.entries(trainer.parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')}. The same files and seed give the same model, byte for byte.
`
}
