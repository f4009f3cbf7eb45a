import type { Problem } from '../../contract/errors.ts'
import type { MethodName } from './methods.ts'

/** Bounds of a database; a test sets them to see what happens at a full disk or a locked file. */
export interface StoreLimits {
  /** Pages of 16 KiB the file may have. */
  readonly max_pages?: number
  /** How long a step waits for another process that holds the database. */
  readonly busy_timeout_ms?: number
}

/** What the worker is started with. */
export interface StoreWorkerData {
  readonly path: string
  readonly limits: StoreLimits
}

export interface StoreRequest {
  readonly seq: number
  readonly name: MethodName
  readonly args: readonly unknown[]
}

export type StoreReply =
  /** With what a person should know of the state the database was found in. */
  | { readonly type: 'ready'; readonly notices: readonly string[] }
  | { readonly type: 'value'; readonly seq: number; readonly value: unknown }
  | { readonly type: 'error'; readonly seq: number | null; readonly problem: Problem; readonly cause: string }
