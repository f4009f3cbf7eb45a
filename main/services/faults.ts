import type { HealthReason, PastFault } from '../../contract/system.ts'

/** For which a part that works again is still told of, in milliseconds: who looked away sees what happened. */
const TOLD_FOR_MS = 600_000

/** Parts of AnomalyX that do not work, and why, and those that work again. */
export class Faults {
  readonly #onChange: () => void
  readonly #by_part = new Map<HealthReason['part'], HealthReason>()
  readonly #past = new Map<HealthReason['part'], PastFault>()

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** @param why a sentence for a person; null when the part works again */
  report(part: HealthReason['part'], why: string | null): void {
    const known = this.#by_part.get(part)
    if (known?.detail === (why ?? undefined)) return
    if (why === null) {
      this.#by_part.delete(part)
      if (known) this.#past.set(part, { ...known, until: new Date().toISOString() })
    } else this.#by_part.set(part, { part, detail: why, since: known?.since ?? new Date().toISOString() })
    this.#onChange()
  }

  list(): HealthReason[] {
    return [...this.#by_part.values()]
  }

  /** The last fault of each part, once it is over, for ten minutes. */
  past(): PastFault[] {
    const from = Date.now() - TOLD_FOR_MS
    return [...this.#past.values()].filter(({ until }) => Date.parse(until) >= from)
  }
}
