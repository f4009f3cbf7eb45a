import { AnomalyError } from '../../contract/errors.ts'
import type { Store } from '../store/store.ts'
import type { CallContext } from './handlers.ts'

interface Narrowed {
  readonly capture_id?: number | undefined
  readonly alert_id?: number | undefined
}

/**
 * Says that a list is empty because there is no such capture or alert. A list that has items is not looked at twice; the
 * window goes on showing an empty list, since what it is narrowed to may be deleted meanwhile.
 * @throws AnomalyError `not_found`
 */
export async function refuseUnknownPlaces(
  store: Store,
  { capture_id, alert_id }: Narrowed,
  items: readonly unknown[],
  { actor }: CallContext,
): Promise<void> {
  if (items.length > 0 || actor === 'window') return
  if (capture_id !== undefined && (await store.captures.get(capture_id)) === undefined) {
    throw new AnomalyError('not_found', `There is no capture ${String(capture_id)}.`)
  }
  if (alert_id !== undefined && (await store.alerts.get(alert_id)) === undefined) {
    throw new AnomalyError('not_found', `There is no alert ${String(alert_id)}.`)
  }
}
