import type { Store } from '../store/client.ts'
import { Mutex } from './mutex.ts'

/** Takes captures out of the store slice by slice, so that nothing else has to wait for it. */
export class Removal {
  readonly #store: Store
  readonly #mutex = new Mutex()
  #is_stopped = false

  constructor(store: Store) {
    this.#store = store
  }

  /** Nobody sees the capture once this settles; `gone` settles when its rows are gone too. */
  async hide(capture_id: number): Promise<{ gone: Promise<void> }> {
    await this.#store.hideCapture(capture_id)
    return { gone: this.remove(capture_id) }
  }

  /** Removes a hidden capture and gives its space back. */
  remove(capture_id: number): Promise<void> {
    return this.#mutex.run(async () => {
      while (!this.#is_stopped && !(await this.#store.removeSlice(capture_id)));
      while (!this.#is_stopped && !(await this.#store.shrinkSlice()));
    })
  }

  /** Leaves the rest for the next start, which finds the capture hidden. */
  async stop(): Promise<void> {
    this.#is_stopped = true
    await this.#mutex.run(() => Promise.resolve())
  }
}
