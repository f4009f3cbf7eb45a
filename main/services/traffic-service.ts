import type { FlowTraffic } from '../../contract/flows.ts'
import { decodeFeatures } from '../flow/feature-chunk.ts'
import { FEATURE_COUNT, featureIndex } from '../flow/features.ts'
import { type FlowPlace, parseFlowId } from '../flow/flow-id.ts'
import type { FeatureChunk } from '../store/flows.ts'
import type { Store } from '../store/store.ts'

const FIGURES = {
  duration_us: at('Flow Duration'),
  forward_packets: at('Total Fwd Packets'),
  backward_packets: at('Total Backward Packets'),
  forward_bytes: at('Total Length of Fwd Packets'),
  backward_bytes: at('Total Length of Bwd Packets'),
} as const

type Figures = Omit<FlowTraffic, 'id'>

const NO_FIGURES: Figures = {
  duration_us: null,
  forward_packets: null,
  backward_packets: null,
  forward_bytes: null,
  backward_bytes: null,
}

/** How much went over flows, out of the features that the store keeps. */
export class TrafficService {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** @param ids of flows; one that names none has no figures */
  async list(ids: readonly string[]): Promise<{ items: FlowTraffic[] }> {
    const figures = new Map<string, Figures>()
    const left = new Map(ids.flatMap((id) => placed(id)))
    for (let next = left.entries().next(); next.done !== true; next = left.entries().next()) {
      const [id, place] = next.value
      const chunk = await this.#store.flows.getFeatureChunk(place.capture_id, place.flow_number)
      left.delete(id)
      if (chunk === undefined) continue
      const of_chunk = [[id, place] as const, ...[...left].filter(([, other]) => holds(chunk, place, other))]
      for (const [each] of of_chunk) left.delete(each)
      const rows = of_chunk.map(([, { flow_number }]) => flow_number - chunk.first_flow_number)
      const { features } = await decodeFeatures(chunk.chunk, rows)
      of_chunk.forEach(([each], row) => figures.set(each, figuresOf(features, row)))
    }
    return { items: ids.map((id) => ({ id, ...(figures.get(id) ?? NO_FIGURES) })) }
  }
}

function placed(id: string): [string, FlowPlace][] {
  const place = parseFlowId(id)
  return place === null ? [] : [[id, place]]
}

function holds({ first_flow_number, rows }: FeatureChunk, { capture_id }: FlowPlace, other: FlowPlace): boolean {
  const row = other.flow_number - first_flow_number
  return other.capture_id === capture_id && row >= 0 && row < rows
}

function figuresOf(features: Float32Array, row: number): Figures {
  const figure = (index: number) => {
    const value = features[row * FEATURE_COUNT + index]
    return value === undefined || !Number.isFinite(value) ? null : value
  }
  return {
    duration_us: figure(FIGURES.duration_us),
    forward_packets: figure(FIGURES.forward_packets),
    backward_packets: figure(FIGURES.backward_packets),
    forward_bytes: figure(FIGURES.forward_bytes),
    backward_bytes: figure(FIGURES.backward_bytes),
  }
}

function at(name: string): number {
  const index = featureIndex(name)
  if (index === undefined) throw new RangeError(`there is no feature ${name}`)
  return index
}
