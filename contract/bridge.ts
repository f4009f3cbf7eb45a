import type { Problem } from './errors.ts'
import type { AppEvent } from './events.ts'
import type { OperationInput, OperationName, OperationOutput } from './operations.ts'
import type { ClosingEvent } from './window.ts'

/** Channel names of the two lines between window and main process. */
export const CALL_CHANNEL = 'anomalyx:call'
export const EVENT_CHANNEL = 'anomalyx:event'

/** An answer over IPC: Electron would lose the fields of a thrown error, so errors travel as values. */
export type Envelope<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem }

/** What the window is told. */
export type WindowEvent = AppEvent | ClosingEvent

/** The one object the preload script puts on `window`. */
export interface AnomalyBridge {
  call<Name extends OperationName>(name: Name, input: OperationInput<Name>): Promise<Envelope<OperationOutput<Name>>>
  /** Calls `listener` for every event until the returned function is called. */
  onEvent(listener: (event: WindowEvent) => void): () => void
  /** Path of a dropped or chosen file; an empty string when it has none. */
  pathOf(file: File): string
}
