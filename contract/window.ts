import { z } from 'zod'

import { defineOperation } from './operation.ts'

/** Told to the window alone: it was asked to close while work is under way, and does so unless a person keeps it open. */
export interface ClosingEvent {
  readonly type: 'closing'
  readonly closes_in_ms: number
  readonly under_way: UnderWay
}

/** What ends when the window closes. */
export interface UnderWay {
  /** Running jobs first. */
  readonly job_ids: readonly number[]
  /** Names of the streams that record an interface. */
  readonly recordings: readonly string[]
}

export const windowOperations = {
  'window.keepOpen': defineOperation({
    name: 'window.keepOpen',
    summary: 'Keep the window open that was asked to close while work is under way',
    input: z.object({}),
    output: z.object({ is_kept: z.boolean().describe('False when it is not asked to close, or closes already') }),
    http: null,
  }),
  'window.close': defineOperation({
    name: 'window.close',
    summary: 'Close the window at once, whatever is under way',
    input: z.object({}),
    output: z.object({}),
    http: null,
  }),
}
