import { MEASURED_BEHAVIOUR, MEASURED_PEERS, NOT_NOTICED } from '../../contract/measured-behaviour.ts'

/** What AnomalyX notices without any model: a model card would else be read as all that can be found. */
export function behaviourSection(): string {
  return `## Beside the model: behaviour across flows

Detectors that look across flows run with every model and do not depend on it. Their limits were chosen beside these flows, so
the figures are upper bounds.

| Traffic | Noticed |
| --- | --- |
${MEASURED_BEHAVIOUR.map(({ traffic, noticed }) => `| ${traffic} | ${noticed} |`).join('\n')}

What others would notice of the same flows, by formulas written from their documentation: Zeek's scan policy with its defaults,
and RITA's beacon score from 0.8 on.

| Share of attack flows noticed | AnomalyX | Zeek, scan policy | RITA, beacon score |
| --- | ---: | ---: | ---: |
${MEASURED_PEERS.map(({ attack, anomalyx, zeek, rita }) => `| ${attack} | ${anomalyx} | ${zeek} | ${rita} |`).join('\n')}

${NOT_NOTICED}`
}
