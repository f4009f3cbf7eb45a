import { ALERT_KEY_VERSION, hourOf } from './alert-policy.ts'

/** Detector of the alerts that predictions raise. */
export const MODEL_DETECTOR = 'model'

/** Something in a capture that a person should decide on once; what only a model can give may be null. */
export interface Finding {
  /** The same for the same thing: of `alertKeyOf` or `findingKeyOf`. */
  readonly key: string
  readonly threat_type: string
  /** Index into `SEVERITIES`. */
  readonly severity: number
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
  /** 0 when flows are not counted. */
  readonly flow_count: number
  readonly confidence_sum: number | null
  readonly max_confidence: number | null
  readonly first_seen_us: number
  readonly last_seen_us: number
  readonly timestamp_known: boolean
}

/** Who and when a finding of a detector across flows is about; null for what does not tell it from others. */
export interface FindingScope {
  readonly detector: string
  readonly threat_type: string
  readonly source_ip: string | null
  readonly destination_ip: string | null
  readonly destination_port: number | null
  readonly first_seen_us: number | null
}

/** Key of a finding: that of an alert of the model, with the detector behind it. It holds within one capture. */
export function findingKeyOf(scope: FindingScope): string {
  const { threat_type, source_ip, destination_ip, destination_port, first_seen_us, detector } = scope
  const hour = hourOf(first_seen_us)
  return JSON.stringify([ALERT_KEY_VERSION, threat_type, source_ip, destination_ip, destination_port, hour, detector])
}
