import { encodeFeatures } from '../flow/feature-chunk.ts'
import type { FlowFacts } from '../flow/flow-batch.ts'
import type { Layout } from '../sources/csv/layout.ts'
import { ClassifiedTally } from '../sources/csv/nothing-classified.ts'
import { verdictNames } from '../flow/novelty.ts'
import type { AggregateOptions } from '../scoring/aggregate.ts'
import { packBatch } from '../scoring/pack-batch.ts'
import type { Classifier } from '../detect/model/classifier.ts'
import type { LayoutSummary, ScoreCaptureParams, ScoreCaptureResult, ScoredPart } from './protocol.ts'
import { type PartAhead, readAhead } from '../sources/csv/read-ahead.ts'

/**
 * Reads and classifies a capture part by part, in the order of the file. While other threads read the next part and pack
 * the features of the last one, this one classifies. The first part is read while the model is loaded.
 * @param deliver is called for one part at a time
 * @throws AnomalyError `unreadable_file` when there are rows and none can be classified
 */
export async function scoreCapture(
  loading: Promise<Classifier>,
  params: ScoreCaptureParams,
  signal: AbortSignal,
  deliver: (part: ScoredPart) => Promise<void>,
): Promise<ScoreCaptureResult> {
  const reading = readAhead(params.path, { ...params, signal })
  try {
    const scorer = new PartScorer(await loading, params)
    let before: Promise<ScoredPart> | undefined
    let sha256 = ''
    const tally = new ClassifiedTally()
    for await (const part of reading.parts) {
      tally.add(part.batch.rows, part.rejected)
      const scored = scorer.score(part)
      // Whoever waits for it learns of a failure; nobody does when the part before it fails.
      scored.catch(() => undefined)
      if (before !== undefined) await deliver(await before)
      before = scored
      sha256 = part.sha256 ?? ''
    }
    if (before !== undefined) await deliver(await before)
    tally.refuseNothing()
    return { sha256 }
  } finally {
    await reading.stop()
  }
}

class PartScorer {
  readonly #classifier: Classifier
  readonly #params: ScoreCaptureParams
  readonly #class_names: readonly string[]
  readonly #imported_at_us: number
  #axis: AggregateOptions['axis'] | undefined
  #classified = 0

  constructor(classifier: Classifier, params: ScoreCaptureParams) {
    this.#classifier = classifier
    this.#params = params
    this.#class_names = verdictNames(classifier.manifest.classes)
    this.#imported_at_us = params.imported_at_us ?? Date.now() * 1000
  }

  async score({ layout, batch, rejected, missing, unread, bytes_read, release }: PartAhead): Promise<ScoredPart> {
    const { novelty_budget, confidence_threshold = 0, keep_features = false } = this.#params
    const { features, ...flows } = batch
    this.#axis ??= layout.columns.timestamp >= 0 && hasTimes(flows) ? 'time' : 'row'
    const axis = this.#axis
    const first_flow_number = this.#classified + 1
    this.#classified += flows.rows
    const feature_chunk = keep_features ? encodeFeatures(features, flows.rows) : null
    const predictions = await this.#classifier.classify(features, flows.rows, flows, {
      instrument: layout.dialect.instrument,
      novelty_budget,
    })
    const packed = packBatch(
      { flows, ...predictions, class_names: this.#class_names },
      { axis, imported_at_us: this.#imported_at_us, confidence_threshold, first_flow_number },
    )
    release()
    return {
      layout: { ...summaryOf(layout), axis },
      batch: packed,
      feature_chunk: await feature_chunk,
      rejected,
      missing,
      unread,
      bytes_read,
    }
  }
}

function hasTimes({ timestamps_us }: Pick<FlowFacts, 'timestamps_us'>): boolean {
  return timestamps_us.some((time_us) => !Number.isNaN(time_us))
}

function summaryOf({
  dialect,
  columns,
  time_format,
  notices,
  duplicates,
  extras,
}: Layout): Omit<LayoutSummary, 'axis'> {
  return {
    dialect: dialect.id,
    instrument: dialect.instrument,
    utc_offset_minutes: columns.timestamp < 0 ? null : time_format.utc_offset_minutes,
    notices,
    odd_columns: { duplicates, extras },
  }
}
