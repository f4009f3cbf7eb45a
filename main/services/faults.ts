import type { HealthReason } from '../../contract/system.ts'

/** Parts of AnomalyX that do not work, and why. */
export class Faults {
  readonly #onChange: () => void
  readonly #by_part = new Map<HealthReason['part'], HealthReason>()

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** @param why a sentence for a person; null when the part works again */
  report(part: HealthReason['part'], why: string | null): void {
    const known = this.#by_part.get(part)
    if (known?.detail === (why ?? undefined)) return
    if (why === null) this.#by_part.delete(part)
    else this.#by_part.set(part, { part, detail: why, since: known?.since ?? new Date().toISOString() })
    this.#onChange()
  }

  list(): HealthReason[] {
    return [...this.#by_part.values()]
  }
}
