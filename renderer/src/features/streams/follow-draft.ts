import type { OperationInput } from '../../../../contract/operations.ts'
import { type StreamKind, type StreamLimits, StreamLimitsSchema } from '../../../../contract/streams.ts'
import { formatCount } from '../../lib/numbers.ts'
import { lastPartOf } from '../../lib/streams.ts'

/** What is written and chosen in the dialog, as texts. */
export interface FollowDraft {
  readonly kind: StreamKind
  /** Null until one is chosen. */
  readonly interface_name: string | null
  readonly folder: string
  readonly name: string
  readonly segment_seconds: string
  /** Empty for no limit. */
  readonly keep_days: string
  readonly keep_gib: string
}

const GIB = 2 ** 30
const DEFAULTS = StreamLimitsSchema.parse({})

export const NEW_DRAFT: FollowDraft = {
  ...{ kind: 'interface', interface_name: null, folder: '', name: '' },
  segment_seconds: String(DEFAULTS.segment_seconds),
  keep_days: textOf(DEFAULTS.keep_days),
  keep_gib: textOf(DEFAULTS.keep_bytes === null ? null : DEFAULTS.keep_bytes / GIB),
}

export type LimitField = 'segment_seconds' | 'keep_days' | 'keep_gib'

export interface ReadDraft {
  /** What is asked for; null while something is missing or wrong. */
  readonly input: OperationInput<'streams.start'> | null
  /** What is wrong, by the field. */
  readonly problems: Readonly<Partial<Record<LimitField, string>>>
}

/** What a draft asks for: an interface, or a folder, with its limits. */
export function readDraft(draft: FollowDraft, interface_name: string | null): ReadDraft {
  const { segment_seconds, keep_days, keep_gib } = draft
  const keep_bytes = optional(keep_gib)
  const limits = {
    segment_seconds: numberOf(segment_seconds),
    keep_days: optional(keep_days),
    // Only packets that AnomalyX recorded itself have a size to be kept within.
    keep_bytes: draft.kind === 'folder' || keep_bytes === null ? null : Math.round(keep_bytes * GIB),
  }
  const problems = problemsOf(limits)
  const target = draft.kind === 'interface' ? interface_name : draft.folder.trim()
  if (target === null || target === '' || Object.keys(problems).length > 0) return { input: null, problems }
  return {
    input: { kind: draft.kind, target, name: draft.name.trim() || defaultName(draft.kind, target), ...limits },
    problems,
  }
}

/** How a stream is called that a person gives no name. */
export function defaultName(kind: StreamKind, target: string): string {
  return kind === 'folder' ? lastPartOf(target) : target
}

function problemsOf(limits: Pick<StreamLimits, 'segment_seconds' | 'keep_days' | 'keep_bytes'>): ReadDraft['problems'] {
  const { segment_seconds, keep_days, keep_bytes } = StreamLimitsSchema.shape
  return {
    ...(segment_seconds.safeParse(limits.segment_seconds).success
      ? {}
      : { segment_seconds: `A whole number from 1 to ${formatCount(3600)}` }),
    ...(keep_days.safeParse(limits.keep_days).success
      ? {}
      : { keep_days: `A whole number from 1 to ${formatCount(3650)}, or empty` }),
    ...(keep_bytes.safeParse(limits.keep_bytes).success ? {} : { keep_gib: 'A number from 0.001 on, or empty' }),
  }
}

function numberOf(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text)
}

function optional(text: string): number | null {
  return text.trim() === '' ? null : Number(text)
}

function textOf(value: number | null): string {
  return value === null ? '' : String(value)
}
