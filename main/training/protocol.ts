import type { Problem } from '../../contract/errors.ts'
import type { SourcePart } from './sources.ts'
import type { TrainingProgress } from './train.ts'

/** What a training process is started with. */
export interface TrainingOrder {
  /** The captures to learn from; their flows are asked for part by part. */
  readonly captures: readonly { readonly name: string; readonly sha256: string }[]
  /** Folder for the bundle. */
  readonly out_dir: string
  readonly name: string
  readonly seed: number
  readonly without_benign: boolean
}

export type TrainingRequest =
  | { readonly type: 'train'; readonly order: TrainingOrder }
  /** Answers `next`; null when the capture has no more flows. */
  | { readonly type: 'part'; readonly part: SourcePart | null }

/** Messages of a training process, which ends after `done` or `error`. It is cancelled by ending it. */
export type TrainingReply =
  /** Asks for the next flows of the capture with this place in the order. */
  | { readonly type: 'next'; readonly capture: number }
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  | { readonly type: 'done' }
  | { readonly type: 'error'; readonly problem: Problem; readonly cause: string }
