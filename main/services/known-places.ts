import type { Actor } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'

interface Narrowed {
  readonly capture_id?: number | undefined
  readonly alert_id?: number | undefined
}

/** Says that a list is empty because there is no such capture or alert. */
export class KnownPlaces {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * A list that has items is not looked at twice; the window goes on showing an empty list, since what it is narrowed to
   * may be deleted meanwhile.
   * @throws AnomalyError `not_found`
   */
  async check({ capture_id, alert_id }: Narrowed, items: readonly unknown[], actor: Actor): Promise<void> {
    if (items.length > 0 || actor === 'window') return
    if (capture_id !== undefined && (await this.#store.captures.get(capture_id)) === undefined) {
      throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
    }
    if (alert_id !== undefined && (await this.#store.alerts.get(alert_id)) === undefined) {
      throw new AnomalyError('not_found', `There is no alert ${String(alert_id)}.`)
    }
  }
}
