import { AnomalyError } from '../../contract/errors.ts'
import { MOST_SAVED_FLOWS, type PacketSelection } from '../../contract/packets.ts'
import { flowNumber } from '../flow/flow-id.ts'
import type { PredictionRow } from '../store/flows.ts'
import type { Store } from '../store/store.ts'
import type { FlowService } from './flow-service.ts'

/** Flows by capture: when each began by its number, NaN where that is not known. */
export type SelectedFlows = ReadonlyMap<number, ReadonlyMap<number, number>>

/**
 * The flows that are meant: one, those that a filter leaves, and of an alert those that raised it and those that detectors
 * across flows noticed.
 * @throws AnomalyError `not_found` when there are none, `invalid_input` when there are too many or the query is wrong
 */
export async function selectFlows(
  { flow_id, ...filter }: PacketSelection,
  flows: FlowService,
  store: Store,
): Promise<SelectedFlows> {
  const selected = new Map<number, Map<number, number>>()
  let count = 0
  const add = (row: PredictionRow) => {
    const of_capture = selected.get(row.capture_id) ?? new Map<number, number>()
    selected.set(row.capture_id, of_capture)
    const number = flowNumber(row.id)
    if (!of_capture.has(number)) count += 1
    of_capture.set(number, row.timestamp_known === 1 ? row.timestamp_us : Number.NaN)
    if (count > MOST_SAVED_FLOWS) {
      throw new AnomalyError(
        'invalid_input',
        `More than ${MOST_SAVED_FLOWS.toLocaleString('en-US')} flows match. Narrow the filter, for example to one capture or a shorter time.`,
      )
    }
  }
  if (flow_id !== undefined) add(await flows.row(flow_id))
  else {
    for await (const rows of flows.rows(filter)) rows.forEach(add)
    if (filter.alert_id !== undefined && isWhole(filter)) {
      for await (const row of noticedFlows(filter.alert_id, store)) add(row)
    }
  }
  if (count === 0) throw new AnomalyError('not_found', 'No flow matches, so there are no packets.')
  return selected
}

/** Whether nothing but the alert narrows a filter. */
function isWhole({ q, threat_type, capture_id }: PacketSelection): boolean {
  return (q === undefined || q.trim() === '') && threat_type === undefined && capture_id === undefined
}

const PAGE_FLOWS = 1000

async function* noticedFlows(alert_id: number, store: Store): AsyncGenerator<PredictionRow> {
  for (let after = 0; ;) {
    const { capture_id, numbers } = await store.findings.flowNumbers(alert_id, after, PAGE_FLOWS)
    for (const number of numbers) {
      const row = await store.flows.get(capture_id, number)
      if (row !== undefined) yield row
    }
    const last = numbers.at(-1)
    if (last === undefined || numbers.length < PAGE_FLOWS) return
    after = last
  }
}
