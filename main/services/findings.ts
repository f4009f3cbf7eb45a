import { z } from 'zod'

import {
  type Finding,
  FindingSchema,
  type Judgement,
  JudgementSchema,
  type Technique,
} from '../../contract/findings.ts'
import type { BehaviourReport } from '../detect/behaviour/behaviour.ts'
import type { BehaviourFinding } from '../detect/behaviour/finding.ts'
import { BEHAVIOUR_KINDS, type BehaviourKind, KIND_FACTS } from '../detect/behaviour/kinds.ts'
import type { ScoreCaptureResult } from '../engine/protocol.ts'
import { techniquesOf } from '../flow/techniques.ts'
import type { FindingRow, NewFinding } from '../store/findings.ts'
import { SEVERITIES } from '../triage/alert-policy.ts'
import { findingKeyOf } from '../triage/finding.ts'
import { roundShare } from '../flow/round-share.ts'
import { isoFromUs } from './time.ts'

/** Flows of a finding, or conversations, that are listed. */
const LISTED_FLOWS = 1000

const FLOODS = ['DoS Hulk', 'DoS GoldenEye', 'DoS slowloris', 'DoS Slowhttptest', 'DDoS']

/** Threat types of the model that speak of the same as a kind of behaviour. */
const SAME_AS: Readonly<Partial<Record<BehaviourKind, readonly string[]>>> = {
  vertical_scan: ['PortScan', 'Infiltration'],
  password_guessing: ['SSH-Patator', 'FTP-Patator', 'Web Attack - Brute Force'],
  beacon: ['Bot'],
  flood: FLOODS,
  slow_flood: FLOODS,
  forged_flood: ['DDoS'],
}

/** What is told of a finding beside its sentence and severity. */
const DetailSchema = FindingSchema.omit({ sentence: true, severity: true })

/** What was noticed in a capture, as the store takes it; what is for information only raises no alert. */
export function recordOf({
  behaviour: { findings, judgements },
  has_conversations_only,
}: Pick<ScoreCaptureResult, 'behaviour' | 'has_conversations_only'>): [readonly NewFinding[], string] {
  const alerts = findings.filter(({ is_informational }) => !is_informational)
  return [
    alerts.map((finding) => toRecord(finding, has_conversations_only)),
    JSON.stringify(toldJudgements(judgements)),
  ]
}

export const toldJudgements = (judgements: BehaviourReport['judgements']): Judgement[] =>
  judgements.map((each) => ({ ...each, title: KIND_FACTS[each.kind].title }))

/** @param are_lines whether the rows are lines from 1, and not numbers of flows from 0 */
function toRecord(finding: BehaviourFinding, are_lines: boolean): NewFinding {
  const { kind, source, target, port, first_us, last_us, severity, sentence, flow_count, rows } = finding
  const threat_type = KIND_FACTS[kind].title
  const about = { threat_type, source_ip: source, destination_ip: target, destination_port: port }
  return {
    ...about,
    // Its own key tells findings apart that the hour and the hosts alone do not.
    key: findingKeyOf({ ...about, detector: finding.key, first_seen_us: first_us }),
    ...{ severity, flow_count, confidence_sum: null, max_confidence: null },
    ...{ first_seen_us: first_us, last_seen_us: last_us, timestamp_known: true, sentence },
    detail: JSON.stringify(detailOf(finding)),
    flow_numbers: Uint32Array.from(rows.slice(0, LISTED_FLOWS), (row) => (are_lines ? row : row + 1)),
    same_as: SAME_AS[kind] ?? [],
  }
}

function detailOf(finding: BehaviourFinding): z.infer<typeof DetailSchema> {
  const { kind, numbers, false_alarm, first_us, last_us, flow_count } = finding
  const { median_period_s, regular_share, periods_s, answered, ports, sources, targets } = numbers
  const { some_ports, some_sources, some_targets } = finding
  return {
    ...{ kind, title: KIND_FACTS[kind].title, false_alarm, techniques: [...finding.techniques], flow_count },
    ...{ first_seen: isoFromUs(first_us), last_seen: isoFromUs(last_us), answered, ports, sources, targets },
    ...{ some_ports: [...some_ports], some_sources: [...some_sources], some_targets: [...some_targets] },
    median_period_s: median_period_s === null ? null : roundShare(median_period_s),
    regular_share: regular_share === null ? null : roundShare(regular_share),
    periods_s: periods_s.map(roundShare),
  }
}

export function toFinding({ severity, sentence, detail }: FindingRow): Finding {
  return { ...DetailSchema.parse(JSON.parse(detail)), sentence, severity: SEVERITIES[severity] ?? 'medium' }
}

export function toJudgements(json: string | null): Judgement[] {
  return json === null ? [] : z.array(JudgementSchema).parse(JSON.parse(json))
}

const KIND_BY_TITLE: ReadonlyMap<string, BehaviourKind> = new Map(
  BEHAVIOUR_KINDS.map((kind) => [KIND_FACTS[kind].title, kind]),
)

/** Techniques of a threat type, be it a class of a model or the name of a kind of behaviour. */
export function techniquesOfThreat(threat_type: string): Technique[] {
  return [...techniquesOf(KIND_BY_TITLE.get(threat_type) ?? threat_type)]
}
