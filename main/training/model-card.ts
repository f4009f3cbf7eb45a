import { wilsonInterval } from '../flow/metrics.ts'
import type { ModelManifest, ModelMetrics } from '../flow/model-manifest.ts'

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`

function intervalText(share: number, support: number): string {
  const { low, high } = wilsonInterval(share, support)
  return `${low.toFixed(3)} to ${high.toFixed(3)}`
}

function metricsSection(metrics: ModelMetrics): string {
  const rows = metrics.per_class
    .filter(({ support }) => support > 0)
    .map(
      (each) =>
        `| ${each.threat_type} | ${each.precision.toFixed(3)} | ${each.recall.toFixed(3)} | ${intervalText(each.recall, each.support)} | ${each.f1.toFixed(3)} | ${String(each.support)} |`,
    )
  return [
    `### ${metrics.data}`,
    '',
    `${String(metrics.rows)} flows: macro-F1 ${metrics.macro_f1.toFixed(4)}, accuracy ${metrics.accuracy.toFixed(4)}, benign flows called a threat ${percent(metrics.fpr)}, threats called Benign ${percent(metrics.fnr)}, expected calibration error ${metrics.ece.toFixed(4)}.`,
    '',
    '| Threat type | Precision | Recall | 95 % interval of recall | F1 | Flows |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
  ].join('\n')
}

/** `MODEL_CARD.md`, written from the manifest alone. */
export function modelCard(manifest: ModelManifest): string {
  const { calibration, trainer } = manifest
  const data = manifest.training_data.map(
    ({ name, sha256, rows, rejected, unlabelled }) =>
      `| ${name} | ${String(rows)} | ${String(rejected)} | ${String(unlabelled)} | \`${sha256}\` |`,
  )
  return `# ${manifest.name} ${manifest.version}

Names the threat type of one network flow from ${String(manifest.features.length)} statistics that CICFlowMeter computes. ${String(trainer.trees)} boosted
decision trees with one vector a leaf, then a temperature and a softmax, all in \`model.onnx\`
(SHA-256 \`${manifest.model_sha256}\`).

## Use

For analysts who triage captured flows: a prediction is a hint with a probability, not a verdict. It never sees ports,
addresses, flow ids or times. It is not fit for blocking traffic without a person.

## Training data

| File | Flows | Rejected | Without a known label | SHA-256 |
| --- | ---: | ---: | ---: | --- |
${data.join('\n')}

CIC-IDS-2017 (Sharafaldin, Lashkari and Ghorbani, ICISSP 2018), where the files above come from it; the corrected
re-release follows Engelen 2021 and Liu 2022.

## Measured

${manifest.protocol}

${manifest.metrics.map(metricsSection).join('\n\n')}

Confidence: ${calibration === null ? 'not calibrated' : `temperature scaling (factor ${calibration.scale[0]!.toFixed(4)}) fitted on ${calibration.fitted_on}`}.

## Limits

- The flows come from one testbed and one week. On another network expect more false alerts; measure on your own labelled
  flows before you rely on it.
- An attack that is not among the classes is often called Benign.
- A capture made by another flow meter, or the same one in another version, has other statistics: results on it are
  guesses.
- Classes with few flows (see the intervals) are learnt from a handful of examples of one tool.
- When all flows of a class in a file come from one conversation, the trees that score them have seen none of them: a
  recall of 0 there tells of the measurement, not of how the shipped trees treat that conversation.

## How it was made

${trainer.name} ${trainer.version}, seed ${String(trainer.seed)}. Parameters: ${Object.entries(trainer.parameters)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')}. The same files and seed give the same bytes.
`
}
