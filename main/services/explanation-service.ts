import { AnomalyError } from '../../contract/errors.ts'
import type { AlertExplanation, BenignPercentiles, FlowExplanation, FlowFeatures } from '../../contract/explanations.ts'
import { decodeFeatures } from '../flow/feature-chunk.ts'
import { FEATURE_NAMES } from '../flow/features.ts'
import { NO_NUMBER } from '../flow/flow-batch.ts'
import type { Engine } from '../engine/client.ts'
import type { Explanations, StoredFlows } from '../engine/protocol.ts'
import type { BenignRange, ModelManifest } from '../flow/model-manifest.ts'
import type { CaptureRow } from '../store/captures.ts'
import type { Store } from '../store/store.ts'
import { flowNumber, parseFlowId } from '../flow/flow-id.ts'
import type { AlertRow } from '../store/alerts.ts'
import type { FeatureChunk, PredictionRow } from '../store/flows.ts'
import { meanReasons } from './mean-reasons.ts'
import type { ModelLibrary } from './model-library.ts'

/** Flows of an alert that its reasons are of: this many from each place, so that a long flood is seen throughout. */
const PLACES = 4
const FLOWS_OF_PLACE = 25

type Reasons = Explanations['flows'][number]

/** Reasons of predictions, worked out from the features that the store keeps. */
export class ExplanationService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #library: ModelLibrary

  constructor(store: Store, engine: Engine, library: ModelLibrary) {
    this.#store = store
    this.#engine = engine
    this.#library = library
  }

  /**
   * All features of a flow beside benign ones; without ranges where the model is not in the library any more.
   * @throws AnomalyError `not_found`
   */
  async features(id: string): Promise<FlowFeatures> {
    const place = parseFlowId(id)
    const [row, chunk, capture] =
      place === null
        ? []
        : await Promise.all([
            this.#store.flows.get(place.capture_id, place.flow_number),
            this.#store.flows.getFeatureChunk(place.capture_id, place.flow_number),
            this.#store.captures.get(place.capture_id),
          ])
    if (place === null || row === undefined) throw new AnomalyError('not_found', `There is no flow ${id}.`)
    const manifest = (await this.#modelOf(capture))?.manifest
    const range = manifest && rangeOf(manifest, capture)
    const benign_range_instrument = range?.instrument ?? null
    if (chunk === undefined) return { flow_id: id, benign_range_instrument, features: [] }
    const { features } = await decodeFeatures(chunk.chunk, [place.flow_number - chunk.first_flow_number])
    return {
      flow_id: id,
      benign_range_instrument,
      features: FEATURE_NAMES.map((feature, at) => ({
        feature,
        value: present(features[at]),
        benign_range: percentilesOf(range, manifest?.features.indexOf(feature) ?? -1),
      })),
    }
  }

  /** @throws AnomalyError `not_found`, `not_explainable` */
  async explainFlow(id: string, limit: number): Promise<FlowExplanation> {
    const place = parseFlowId(id)
    const row = place === null ? undefined : await this.#store.flows.get(place.capture_id, place.flow_number)
    if (place === null || row === undefined) throw new AnomalyError('not_found', `There is no flow ${id}.`)
    const { names, flows, manifest, range } = await this.#explain(place.capture_id, [row])
    const [reasons] = flows
    if (reasons === undefined) throw new AnomalyError('not_explainable', `The features of flow ${id} were not kept.`)
    const order = strongest(reasons.contributions)
    return {
      flow_id: id,
      ...headOf(reasons, manifest, range),
      base_value: reasons.base_value,
      output: reasons.output,
      reasons: order.slice(0, limit).map((at) => ({
        feature: names[at] ?? '',
        value: present(reasons.values[at]),
        benign_range: percentilesOf(range, at),
        contribution: reasons.contributions[at] ?? 0,
      })),
      rest: restOf(reasons.contributions, order.slice(limit)),
    }
  }

  /** @throws AnomalyError `not_found`, `not_explainable` */
  async explainAlert(id: number, limit: number): Promise<AlertExplanation> {
    const found = await this.#store.alerts.get(id)
    if (found === undefined) throw new AnomalyError('not_found', `There is no alert ${String(id)}.`)
    const { alert } = found
    if (alert.raised === 0 || alert.scoring_id === null) throw noReasons(alert)
    const { names, manifest, range, ...explained } = await this.#explain(alert.capture_id, await this.#sample(alert))
    const flows = ofOneContrast(explained.flows)
    const [first] = flows
    if (first === undefined) {
      throw new AnomalyError('not_explainable', `The features of the flows of alert ${String(id)} were not kept.`)
    }
    const mean = meanReasons(flows)
    const order = strongest(mean.contributions)
    return {
      alert_id: id,
      flow_count: alert.flow_count,
      flows_used: flows.length,
      ...headOf(first, manifest, range),
      base_value: mean.base_value,
      output: mean.output,
      reasons: order.slice(0, limit).map((at) => ({
        feature: names[at] ?? '',
        values: mean.values[at] ?? null,
        benign_range: percentilesOf(range, at),
        contribution: mean.contributions[at] ?? 0,
        top_share: mean.top_shares[at] ?? 0,
      })),
      rest: restOf(mean.contributions, order.slice(limit)),
    }
  }

  /** Some flows of an alert, from places spread evenly over its time. */
  async #sample({ id, first_seen_us, last_seen_us, flow_count }: AlertRow): Promise<PredictionRow[]> {
    const at_once = first_seen_us === last_seen_us || flow_count <= PLACES * FLOWS_OF_PLACE
    const places = at_once ? 1 : PLACES
    const sampled = new Map<number, PredictionRow>()
    for (let place = 1; place <= places; place += 1) {
      const timestamp_us = first_seen_us + Math.ceil(((last_seen_us - first_seen_us) * place) / places)
      const below = { timestamp_us, id: Number.MAX_SAFE_INTEGER }
      const { rows } = await this.#store.flows.list({ alert_id: id }, below, (PLACES * FLOWS_OF_PLACE) / places)
      for (const row of rows) sampled.set(row.id, row)
    }
    return [...sampled.values()]
  }

  async #explain(
    capture_id: number,
    rows: readonly PredictionRow[],
  ): Promise<Explanations & { manifest: ModelManifest; range: BenignRange | undefined }> {
    const capture = await this.#store.captures.get(capture_id)
    const model = await this.#modelOf(capture)
    if (capture === undefined || model === undefined) {
      throw new AnomalyError(
        'not_explainable',
        `This was classified by the model ${capture?.model_id ?? ''}, which is no longer in the library. Import that model, or score the capture again with another one.`,
      )
    }
    const { manifest, bundle_dir } = model
    return {
      ...(await this.#engine.explain({ chunks: await this.#storedFlows(capture_id, rows) }, bundle_dir)),
      manifest,
      range: rangeOf(manifest, capture),
    }
  }

  /** The very model that classified a capture; undefined when it is not in the library. */
  async #modelOf(capture: CaptureRow | undefined) {
    const model = await this.#library.find(capture?.model_id ?? '').catch(() => undefined)
    return model?.manifest.model_sha256 === capture?.model_sha256 ? model : undefined
  }

  async #storedFlows(capture_id: number, rows: readonly PredictionRow[]): Promise<StoredFlows[]> {
    const stored: (StoredFlows & { rows: number[]; protocols: number[] })[] = []
    let chunk: FeatureChunk | undefined
    for (const row of rows.toSorted((one, other) => one.id - other.id)) {
      const number = flowNumber(row.id)
      if (chunk === undefined || number >= chunk.first_flow_number + chunk.rows) {
        chunk = await this.#store.flows.getFeatureChunk(capture_id, number)
        if (chunk === undefined) continue
        stored.push({ chunk: chunk.chunk, rows: [], protocols: [] })
      }
      stored.at(-1)?.rows.push(number - chunk.first_flow_number)
      stored.at(-1)?.protocols.push(row.protocol ?? NO_NUMBER)
    }
    return stored
  }
}

/** Where benign flows of the same flow meter lie, or of all. */
function rangeOf({ benign_ranges }: ModelManifest, capture: CaptureRow | undefined): BenignRange | undefined {
  return (
    benign_ranges.find(({ instrument }) => instrument === capture?.instrument) ??
    benign_ranges.find(({ instrument }) => instrument === null)
  )
}

function noReasons({ id, raised, detector }: AlertRow): AnomalyError {
  const why =
    raised === 1
      ? `was raised by ${detector}, which looks across flows: no model has reasons for it`
      : 'is not raised by the scoring that its capture shows, so that scoring has no reasons for it. Show a scoring that raised it'
  return new AnomalyError('not_explainable', `Alert ${String(id)} ${why}.`)
}

function headOf(
  { threat_type, against }: Reasons,
  { id, model_sha256 }: ModelManifest,
  range: BenignRange | undefined,
) {
  const model = { id, sha256: model_sha256 }
  return { model, threat_type, against, benign_range_instrument: range?.instrument ?? null }
}

/** The flows that hold the same two classes against each other, of the two that most do: others add up to nothing sensible. */
function ofOneContrast(flows: readonly Reasons[]): Reasons[] {
  const groups = Map.groupBy(flows, ({ threat_type, against }) => JSON.stringify([threat_type, against]))
  return [...groups.values()].reduce<Reasons[]>((most, group) => (group.length > most.length ? group : most), [])
}

/** Indices of contributions, the largest first whatever its sign. */
function strongest(contributions: Float64Array): number[] {
  const sizeOf = (at: number) => Math.abs(contributions[at] ?? 0)
  return Array.from(contributions.keys()).sort((one, other) => sizeOf(other) - sizeOf(one) || one - other)
}

function restOf(contributions: Float64Array, others: readonly number[]) {
  return { features: others.length, contribution: others.reduce((sum, at) => sum + (contributions[at] ?? 0), 0) }
}

function present(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function percentilesOf(range: BenignRange | undefined, at: number): BenignPercentiles {
  const [p5, p50, p95] = [range?.p5[at], range?.p50[at], range?.p95[at]]
  return p5 == null || p50 == null || p95 == null ? null : { p5, p50, p95 }
}
