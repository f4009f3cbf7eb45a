import type { StoredFlowPart } from '../sources/stored/stored-source.ts'
import type { EngineTasks, TaskName } from './protocol.ts'

/** A task that the engine is at. */
export interface OpenTask {
  /** Parts that were received and are not written yet. */
  parts_in_hand: number
  /** Whether the engine waits for stored flows. */
  is_hungry: boolean
  readonly feed: () => Promise<StoredFlowPart | null>
  readonly onPart: (part: unknown) => Promise<void>
  readonly resolve: (result: unknown) => void
  readonly reject: (error: Error) => void
}

/** What a task is begun with beside its parameters. */
export interface TaskOptions<Name extends TaskName> {
  readonly signal?: AbortSignal | undefined
  /** Folder of the bundle whose model the task uses. */
  readonly bundle_dir?: string | undefined
  /** Called for one part at a time; the next one is asked for when the promise settles. */
  readonly onPart?: (part: EngineTasks[Name]['part']) => Promise<void>
  /** Answers the next stored flows of a task that asks for them; null when there are no more. */
  readonly feed?: () => Promise<StoredFlowPart | null>
}
