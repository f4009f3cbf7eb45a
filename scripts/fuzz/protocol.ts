import type { Outcome } from '../../main/testing/hostile/hold-reader.ts'

/** A file for the reading process: held against what is in it, or only read to its end and counted. */
export interface ReadRequest {
  readonly path: string
  readonly mode: 'hold' | 'count'
}

export type ReadReply =
  | { readonly is_held: true; readonly outcome: Outcome; readonly peak_mb: number }
  | { readonly is_held: false; readonly message: string }
