import type { Problem } from '../../contract/errors.ts'
import type { StoreMethods } from './methods.ts'

/** What the worker is started with. */
export interface StoreWorkerData {
  readonly path: string
}

export interface StoreRequest {
  readonly seq: number
  readonly method: keyof StoreMethods
  readonly args: readonly unknown[]
}

export type StoreReply =
  | { readonly type: 'ready' }
  | { readonly type: 'value'; readonly seq: number; readonly value: unknown }
  | { readonly type: 'error'; readonly seq: number | null; readonly problem: Problem; readonly cause: string }
