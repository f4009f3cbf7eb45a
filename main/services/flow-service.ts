import type { SearchPage as Searched } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'
import type { Flow, FlowDetail, FlowSort, ListedFlow } from '../../contract/flows.ts'
import { parseTime } from '../../contract/query/time-text.ts'
import { combined, EVERYTHING, type QueryTree } from '../../contract/query/tree.ts'
import type { Store } from '../store/store.ts'
import { flowNumber, formatFlowId, parseFlowId } from '../flow/flow-id.ts'
import { communityId } from '../flow/community-id.ts'
import type { FlowOrder } from '../store/search/sort-value.ts'
import type { PredictionCursor, PredictionRow, SearchPage } from '../store/flows.ts'
import { cutPage, decodeCursor, encodeCursor } from './cursor.ts'
import { roundShare } from '../flow/round-share.ts'
import { readQuery } from './query-input.ts'
import { namedFeatures, storedFeatures } from './stored-features.ts'
import type { ThreatTypeFilter } from './threat-type-filter.ts'
import { isoFromUs } from './time.ts'

/** Time that one call may search: others wait for the store meanwhile. */
const SEARCH_MS = 150

/** Flows that are read at once where all are wanted. */
const PAGE_ROWS = 5000

export interface FlowQuery {
  readonly q?: string | undefined
  readonly capture_id?: number | undefined
  readonly threat_type?: string | undefined
  readonly alert_id?: number | undefined
  /** Names of features to give with each flow. */
  readonly features?: readonly string[] | undefined
  readonly sort?: FlowSort | undefined
  readonly order?: 'asc' | 'desc' | undefined
  /** Where a list that is newest first begins, unless a cursor says so. */
  readonly at?: string | undefined
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
   * Without a query, and newest first, the page is whole and its total known. A search, or another order, answers what it found
   * within {@link SEARCH_MS}, and the cursor to go on with.
   * @throws AnomalyError `invalid_input` for a threat type that is none, and for a wrong query
   */
  async list(asked: FlowQuery): Promise<Searched<ListedFlow>> {
    const { q, features, sort = 'timestamp', order = 'desc', at, ...query } = asked
    const tree = await this.#tree(q)
    const is_sorted = sort !== 'timestamp' || order !== 'desc'
    if (at !== undefined) query.cursor ??= cursorAt(at, is_sorted)
    const page = is_sorted
      ? await this.#sort(tree ?? EVERYTHING, { by: sort, direction: order }, query)
      : await (tree === null ? this.#listAll(query) : this.#search(tree, query))
    return features === undefined ? page : { ...page, items: await this.withFeatures(page.items, features) }
  }

  /** Flows with features by name; the more flows at once, the fewer times what is stored of them is read. */
  async withFeatures(flows: readonly Flow[], features: readonly string[]): Promise<ListedFlow[]> {
    const ids = flows.map(({ id }) => id)
    const found = features.length === 0 ? null : await storedFeatures(this.#store, ids)
    return flows.map((flow) => ({ ...flow, features: namedFeatures(features, found?.get(flow.id)) }))
  }

  async #tree(q: string | undefined): Promise<QueryTree | null> {
    return q === undefined || q.trim() === '' ? null : readQuery(q, 'flows', this.#threat_types)
  }

  async #search(
    tree: QueryTree,
    { threat_type, capture_id, alert_id, limit, cursor }: FlowQuery,
  ): Promise<Searched<Flow>> {
    const wanted = await this.#narrowed(tree, threat_type)
    const filter = given({ capture_id, alert_id })
    const found = await this.#store.flows.search(filter, wanted, placeOf(cursor), limit, SEARCH_MS)
    return {
      items: found.rows.map(toFlow),
      next_cursor: found.next === null ? null : encodeCursor(found.next.timestamp_us, found.next.id),
      total: found.total,
      progress: found.progress,
    }
  }

  async #sort(
    tree: QueryTree,
    order: FlowOrder,
    { threat_type, capture_id, alert_id, limit, cursor }: FlowQuery,
  ): Promise<Searched<Flow>> {
    const [after_id = 0] = cursor === undefined ? [] : decodeCursor(cursor, 1)
    const wanted = await this.#narrowed(tree, threat_type)
    const filter = given({ capture_id, alert_id })
    const page = await this.#store.flows.sort(filter, wanted, order, after_id, limit, SEARCH_MS)
    return {
      items: page.rows.map(toFlow),
      next_cursor: page.next_after === null ? null : encodeCursor(page.next_after),
      total: page.total,
      progress: page.progress,
    }
  }

  async #narrowed(tree: QueryTree, threat_type: string | undefined): Promise<QueryTree> {
    if (threat_type === undefined) return tree
    const of_type = await this.#ofType(threat_type)
    return tree === EVERYTHING ? of_type : combined('all', [tree, of_type])
  }

  async #ofType(threat_type: string): Promise<QueryTree> {
    const value = { kind: 'text', text: await this.#threat_types.spelled(threat_type) } as const
    return { kind: 'test', field: 'type', comparison: ':', values: [{ value, start: 0, end: 0 }] }
  }

  async #listAll({ capture_id, threat_type, alert_id, limit, cursor }: FlowQuery): Promise<Searched<Flow>> {
    const filter = {
      ...given({ capture_id, alert_id }),
      ...(threat_type === undefined ? {} : { threat_type: await this.#threat_types.spelled(threat_type) }),
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
  async get(id: string): Promise<FlowDetail> {
    const flow = toFlow(await this.row(id))
    return { ...flow, community_id: communityId(flow) }
  }

  /** The flow as it is stored. @throws AnomalyError `not_found` */
  async row(id: string): Promise<PredictionRow> {
    const place = parseFlowId(id)
    const row = place === null ? undefined : await this.#store.flows.get(place.capture_id, place.flow_number)
    if (row === undefined) throw new AnomalyError('not_found', `There is no flow ${id}.`)
    return row
  }

  /**
   * All flows of a list or a search as they are stored, page by page, newest first.
   * @throws AnomalyError `invalid_input`
   */
  async *rows({
    q,
    threat_type,
    ...filter
  }: Omit<FlowQuery, 'limit' | 'cursor' | 'features' | 'sort' | 'order' | 'at'>): AsyncGenerator<PredictionRow[]> {
    const query = await this.#tree(q)
    const type = threat_type === undefined ? null : await this.#ofType(threat_type)
    const tree = combined(
      'all',
      [query, type].filter((part) => part !== null),
    )
    const found = given(filter)
    for (let cursor: PredictionCursor | null = null; ;) {
      const page: SearchPage = await this.#store.flows.search(found, tree, cursor, PAGE_ROWS, SEARCH_MS)
      yield page.rows
      if (page.next === null) return
      cursor = page.next
    }
  }
}

function given({ capture_id, alert_id }: Pick<FlowQuery, 'capture_id' | 'alert_id'>) {
  return {
    ...(capture_id === undefined ? {} : { capture_id }),
    ...(alert_id === undefined ? {} : { alert_id }),
  }
}

/** @throws AnomalyError `invalid_input` for a text that is no time, and for a list in another order */
function cursorAt(at: string, is_sorted: boolean): string {
  const time_us = parseTime(at)
  if (time_us !== undefined && !is_sorted) return encodeCursor(time_us + 1, 0)
  const reason = is_sorted ? 'goes with a list that is newest first' : 'is no time such as 2017-07-07T15:00Z'
  throw new AnomalyError('invalid_input', `at ${reason}.`, { problems: [{ where: 'at', reason }] })
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
