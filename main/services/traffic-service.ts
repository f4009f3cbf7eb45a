import type { FlowTraffic } from '../../contract/flows.ts'
import type { Store } from '../store/store.ts'
import { featureAt, type FeatureOf, namedFeatures, storedFeatures } from './stored-features.ts'

/** Which feature tells how much went over a flow, by the name of the figure. */
export const FIGURE_FEATURES = {
  duration_us: 'Flow Duration',
  forward_packets: 'Total Fwd Packets',
  backward_packets: 'Total Backward Packets',
  forward_bytes: 'Total Length of Fwd Packets',
  backward_bytes: 'Total Length of Bwd Packets',
} as const

const FIGURES = {
  duration_us: featureAt(FIGURE_FEATURES.duration_us),
  forward_packets: featureAt(FIGURE_FEATURES.forward_packets),
  backward_packets: featureAt(FIGURE_FEATURES.backward_packets),
  forward_bytes: featureAt(FIGURE_FEATURES.forward_bytes),
  backward_bytes: featureAt(FIGURE_FEATURES.backward_bytes),
} as const

/** How much went over flows, out of the features that the store keeps. */
export class TrafficService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /**
   * @param ids of flows; one that names none has no figures
   * @param features names of features to give too
   */
  async list(ids: readonly string[], features?: readonly string[]): Promise<{ items: FlowTraffic[] }> {
    const found = await storedFeatures(this.#store, ids)
    const items = ids.map((id) => {
      const of = found.get(id)
      const named = features === undefined ? {} : { features: namedFeatures(features, of) }
      return { id, ...figuresOf(of), ...named }
    })
    return { items }
  }
}

function figuresOf(of: FeatureOf = () => null): Omit<FlowTraffic, 'id'> {
  return {
    duration_us: of(FIGURES.duration_us),
    forward_packets: of(FIGURES.forward_packets),
    backward_packets: of(FIGURES.backward_packets),
    forward_bytes: of(FIGURES.forward_bytes),
    backward_bytes: of(FIGURES.backward_bytes),
  }
}
