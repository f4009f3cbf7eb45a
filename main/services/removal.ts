import type { Store } from '../store/store.ts'
import { insist } from './insist.ts'
import { Mutex } from './mutex.ts'

/** Takes captures out of the store slice by slice, so that nothing else has to wait for it. */
export class Removal {
  readonly #store: Store
  readonly #stopping: AbortSignal
  readonly #log: (message: string) => void
  readonly #isDiskFull: () => boolean
  readonly #mutex = new Mutex()

  /**
   * @param stopping when it aborts, the rest is left for the next start, which finds the captures hidden
   * @param isDiskFull whether there is hardly room to write
   */
  constructor(store: Store, stopping: AbortSignal, log: (message: string) => void, isDiskFull: () => boolean) {
    this.#store = store
    this.#stopping = stopping
    this.#log = log
    this.#isDiskFull = isDiskFull
  }

  /** Nobody sees the capture once this settles; its rows go after that. */
  async hide(capture_id: number): Promise<void> {
    await this.#store.captures.hide(capture_id)
    this.remove(capture_id)
  }

  /** Begins to remove a hidden capture and to give its space back. */
  remove(capture_id: number): void {
    this.#begin(`capture ${String(capture_id)}`, () => this.#store.captures.removeSlice(capture_id))
  }

  /** Begins to remove a hidden scoring of a capture that stays. */
  removeScoring(scoring_id: number): void {
    this.#begin(`scoring ${String(scoring_id)}`, () => this.#store.scorings.removeSlice(scoring_id))
  }

  /** Settles when nothing is left to remove, or nothing more will be. */
  async settled(): Promise<void> {
    await this.#mutex.run(() => Promise.resolve())
  }

  #begin(what: string, removeSlice: () => Promise<boolean>): void {
    void this.#mutex.run(() =>
      insist(
        () => this.#removeAll(removeSlice),
        this.#stopping,
        (error) => this.#log(`removing ${what}: ${String(error)}`),
      ),
    )
  }

  async #shrink(): Promise<void> {
    while (!this.#stopping.aborted && !(await this.#store.upkeep.shrinkSlice()));
  }

  async #removeAll(removeSlice: () => Promise<boolean>): Promise<void> {
    while (!this.#stopping.aborted && !(await removeSlice())) {
      // What is deleted makes the log of writes grow until the database has shrunk, which is then the only way on.
      if (this.#isDiskFull()) await this.#shrink().catch(() => undefined)
    }
    await this.#shrink()
  }
}
