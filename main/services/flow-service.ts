import type { SearchPage } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Flow } from '../../contract/flows.ts'
import { combined, type QueryTree } from '../../contract/query/tree.ts'
import type { Store } from '../store/store.ts'
import { flowNumber, formatFlowId, parseFlowId } from '../flow/flow-id.ts'
import type { PredictionRow } from '../store/flows.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import { roundShare } from '../flow/round-share.ts'
import { readQuery } from './query-input.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'
import { isoFromUs } from './time.ts'

/** Time that one call may search: others wait for the store meanwhile. */
const SEARCH_MS = 150

export interface FlowQuery {
  readonly q?: string | undefined
  readonly capture_id?: number | undefined
  readonly threat_type?: string | undefined
  readonly alert_id?: number | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

/** Classified flows of finished captures. */
export class FlowService {
  readonly #store: Store
  readonly #threat_types: ThreatTypeFilter

  constructor(store: Store, threat_types: ThreatTypeFilter) {
    this.#threat_types = threat_types
    this.#store = store
  }

  /**
   * Without a query the page is whole and its total known. A search answers what it found within {@link SEARCH_MS}, and the
   * cursor to go on with.
   * @throws AnomalyError `invalid_input` for a threat type that is none, and for a wrong query
   */
  async list({ q, ...query }: FlowQuery): Promise<SearchPage<Flow>> {
    const tree = q === undefined || q.trim() === '' ? null : await readQuery(q, 'flows', this.#threat_types)
    return tree === null ? this.#listAll(query) : this.#search(tree, query)
  }

  async #search(
    tree: QueryTree,
    { threat_type, capture_id, alert_id, limit, cursor }: FlowQuery,
  ): Promise<SearchPage<Flow>> {
    const wanted = threat_type === undefined ? tree : combined('all', [tree, await this.#ofType(threat_type)])
    const filter = {
      ...(capture_id === undefined ? {} : { capture_id }),
      ...(alert_id === undefined ? {} : { alert_id }),
    }
    const found = await this.#store.flows.search(filter, wanted, placeOf(cursor), limit, SEARCH_MS)
    return {
      items: found.rows.map(toFlow),
      next_cursor: found.next === null ? null : encodeCursor(found.next.timestamp_us, found.next.id),
      total: found.total,
      progress: found.progress,
    }
  }

  async #ofType(threat_type: string): Promise<QueryTree> {
    const value = { kind: 'text', text: await this.#threat_types.spelled(threat_type) } as const
    return { kind: 'test', field: 'type', comparison: ':', values: [{ value, start: 0, end: 0 }] }
  }

  async #listAll({ capture_id, threat_type, alert_id, limit, cursor }: FlowQuery): Promise<SearchPage<Flow>> {
    const filter = {
      ...(capture_id === undefined ? {} : { capture_id }),
      ...(threat_type === undefined ? {} : { threat_type: await this.#threat_types.spelled(threat_type) }),
      ...(alert_id === undefined ? {} : { alert_id }),
    }
    const { rows, total } = await this.#store.flows.list(filter, placeOf(cursor), limit + 1)
    const { items, last } = cutPage(rows, limit)
    return {
      items: items.map(toFlow),
      next_cursor: last === undefined ? null : encodeCursor(last.timestamp_us, last.id),
      total,
      progress: 1,
    }
  }

  /**
   * @param id capture id and flow number, such as `3-1042`
   * @throws AnomalyError `not_found`
   */
  async get(id: string): Promise<Flow> {
    const place = parseFlowId(id)
    const row = place === null ? undefined : await this.#store.flows.get(place.capture_id, place.flow_number)
    if (row === undefined) throw new AnomalyError('not_found', `There is no flow ${id}.`)
    return toFlow(row)
  }
}

function placeOf(cursor: string | undefined) {
  if (cursor === undefined) return null
  const [timestamp_us = 0, id = 0] = decodeCursor(cursor, 2)
  return { timestamp_us, id }
}

export function toFlow(row: PredictionRow): Flow {
  return {
    id: formatFlowId({ capture_id: row.capture_id, flow_number: flowNumber(row.id) }),
    timestamp: isoFromUs(row.timestamp_us),
    timestamp_source: row.timestamp_known === 1 ? 'flow' : 'import',
    threat_type: row.threat_type,
    confidence: roundShare(row.confidence),
    source_ip: row.source_ip,
    source_port: row.source_port,
    destination_ip: row.destination_ip,
    destination_port: row.destination_port,
    protocol: row.protocol,
    label: row.label,
    capture_id: row.capture_id,
    line_number: row.line_number,
  }
}
