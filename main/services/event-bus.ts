import type { AppEvent } from '../../contract/events.ts'

/** Passes events to all listeners; a failing listener does not affect the others. */
export class EventBus {
  readonly #listeners = new Set<(event: AppEvent) => void>()
  readonly #log: (message: string) => void

  constructor(log: (message: string) => void) {
    this.#log = log
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  emit(event: AppEvent): void {
    for (const listener of this.#listeners) {
      try {
        listener(event)
      } catch (error) {
        this.#log(`event ${event.type}: ${String(error)}`)
      }
    }
  }

  /** Tells that lists of these things are out of date. */
  changed(...subjects: Extract<AppEvent, { type: 'changed' }>['subject'][]): void {
    for (const subject of subjects) this.emit({ type: 'changed', subject })
  }
}
