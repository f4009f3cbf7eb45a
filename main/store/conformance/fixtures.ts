import { scoredBatch, type ScoredFlow } from '../../testing/scored.ts'
import type { NewCapture } from '../captures.ts'
import { handOver } from '../handed.ts'
import type { Store } from '../store.ts'

/** Opens a new, empty store; it is closed by whoever asked for it. */
export type OpenStore = () => Promise<Store>

export interface Place {
  readonly capture_id: number
  readonly scoring_id: number
}

export const NEW_CAPTURE: NewCapture = {
  kind: 'file',
  name: 'x.csv',
  status: 'ready',
  sha256: 'a'.repeat(64),
  size_bytes: 7,
  imported_at_us: 1,
  axis: 'time',
  model_id: 'm',
  model_sha256: 'b'.repeat(64),
  confidence_threshold: 0.5,
  novelty_budget: 0.01,
}

export const newCapture = (store: Store, change: Partial<NewCapture> = {}): Promise<Place> =>
  store.captures.create({ ...NEW_CAPTURE, ...change })

/** Writes flows behind those that the capture has. */
export const addFlows = (store: Store, place: Place, flows: readonly ScoredFlow[]): Promise<void> =>
  store.flows.appendToCapture(handOver(scoredBatch(place, flows)))

/** Six flows, two of them threats of one alert. */
export const SIX_FLOWS: readonly ScoredFlow[] = Array.from({ length: 6 }, (_, at) =>
  at % 3 === 0
    ? { threat_type: 'DDoS', destination_ip: '10.0.0.1', timestamp_us: (at + 1) * 1e6, label: 'DDoS' }
    : { threat_type: 'Benign', timestamp_us: (at + 1) * 1e6 },
)

export const NEW_JOB = {
  kind: 'import',
  title: 'x.csv',
  capture_id: null,
  model_id: 'm',
  created_at_us: 1,
  bytes_total: 7,
} as const

/** Runs work with a store of its own. */
export async function withStore(openStore: OpenStore, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore()
  try {
    await work(store)
  } finally {
    await store.close()
  }
}
