import { StallWatch } from '../process/stall-watch.ts'

/** A task that waits its turn behind others is given this many times the deadline, as long as the process works. */
const PATIENCE = 10

/**
 * Watches that an engine process makes progress. It is awaited only of tasks that the engine is to go on with: not of one
 * whose parts are still being written here, such as that of a paused import.
 */
export class TaskWatch {
  readonly #deadline_ms: number
  readonly #cancel_ms: number
  readonly #owed = new Set<number>()
  readonly #progress: StallWatch<number | 'process'>
  readonly #cancelling: StallWatch<number>
  /** Tasks that were cancelled while the process has said nothing since. */
  readonly #silent = new Set<number>()

  /**
   * @param deadline_ms without a message of the process; Infinity watches nothing
   * @param cancel_ms in which a cancelled task is to end
   * @param onStall told that the process is to be ended
   * @param onCancelled told of a cancelled task that has not ended, and whether the process was silent since then
   */
  constructor(
    { deadline_ms, cancel_ms }: { deadline_ms: number; cancel_ms: number },
    onStall: () => void,
    onCancelled: (task_id: number, is_silent: boolean) => void,
  ) {
    this.#deadline_ms = deadline_ms
    this.#cancel_ms = cancel_ms
    this.#progress = new StallWatch(onStall)
    this.#cancelling = new StallWatch((task_id) => onCancelled(task_id, this.#silent.delete(task_id)))
  }

  /** The engine is to go on with a task. */
  owe(task_id: number): void {
    if (this.#deadline_ms === Infinity) return
    this.#owed.add(task_id)
    this.#progress.expect(task_id, PATIENCE * this.#deadline_ms)
    if (!this.#progress.isAwaited('process')) this.#progress.expect('process', this.#deadline_ms)
  }

  /** The task is in other hands than the engine's, or over. */
  rest(task_id: number): void {
    this.#owed.delete(task_id)
    this.#progress.rest(task_id)
    if (this.#owed.size === 0) this.#progress.rest('process')
  }

  /** A cancelled task is to end soon. */
  cancel(task_id: number): void {
    this.#silent.add(task_id)
    this.#cancelling.expect(task_id, this.#cancel_ms)
  }

  end(task_id: number): void {
    this.rest(task_id)
    this.#cancelling.rest(task_id)
    this.#silent.delete(task_id)
  }

  /**
   * The process said something.
   * @param allowance_ms that its next step may take beyond the deadline
   */
  heard(allowance_ms = 0): void {
    this.#silent.clear()
    if (this.#owed.size > 0) this.#progress.expect('process', this.#deadline_ms + allowance_ms)
  }

  stop(): void {
    this.#owed.clear()
    this.#silent.clear()
    this.#progress.stop()
    this.#cancelling.stop()
  }
}
