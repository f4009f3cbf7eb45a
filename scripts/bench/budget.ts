import { createHash } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'

import type { Instrument } from '../../contract/captures.ts'
import { packFeatures } from '../../main/flow/feature-chunk.ts'
import type { FlowBatch } from '../../main/flow/flow-batch.ts'
import { openCapture } from '../../main/sources/csv/open-capture.ts'
import { memoryOf, type PartMemory } from '../../main/sources/csv/part-memory.ts'
import { readFlows } from '../../main/sources/csv/read-flows.ts'
import type { Predictions } from '../../main/detect/detector.ts'
import { Classifier } from '../../main/detect/model/classifier.ts'
import { verdictNames } from '../../main/flow/novelty.ts'
import { DEFAULT_BUNDLE_DIR } from '../../main/paths.ts'
import { packBatch, type PackedBatch } from '../../main/scoring/pack-batch.ts'
import { handOver } from '../../main/store/handed.ts'
import { openStore } from '../../main/store/client.ts'
import { BENCH_CAPTURE, BENCH_DIR, captureOf } from './captures.ts'
import { median } from './machine.ts'

const ROWS = 200_000
const RUNS = 5

/** Where the time of an import goes: processor time of each step a flow, all threads together, the median of some runs. */
export async function benchBudget(): Promise<string[]> {
  const path = await captureOf(ROWS)
  const bytes = await readFile(path)
  const classifier = await Classifier.load(DEFAULT_BUNDLE_DIR)
  const batches: FlowBatch[] = []
  let instrument: Instrument | null = null
  for await (const { batch, layout } of readFlows(path)) {
    batches.push(batch)
    instrument = layout.dialect.instrument
  }
  const predictions: Predictions[] = []
  for (const batch of batches) predictions.push(await classify(classifier, batch, instrument))
  const all_features = await Promise.all(batches.map(({ features, rows }) => packFeatures(features, rows)))
  const feature_chunks = all_features.map(({ feature_chunk }) => feature_chunk)
  const packed = packAll(classifier, batches, predictions)

  const steps: Record<string, () => unknown> = {
    'reading bytes and SHA-256': async () => {
      const capture = await openCapture(path)
      const chunks = capture.bytes[Symbol.asyncIterator]()
      while ((await chunks.next()).done !== true);
      capture.close()
    },
    'of it SHA-256': () => createHash('sha256').update(bytes).digest(),
    'reading flows (bytes, SHA-256, numbers)': async () => {
      const used: PartMemory[] = []
      for await (const part of readFlows(path, { usedMemory: () => used.pop() })) used.push(memoryOf(part))
    },
    'ONNX Runtime': async () => {
      for (const batch of batches) await classify(classifier, batch, instrument)
    },
    'packing features': async () => {
      for (const { features, rows } of batches) await packFeatures(features, rows)
    },
    'alerts, counts, packing predictions': () => packAll(classifier, batches, predictions),
    'from process to process': () => {
      packed.forEach((batch, at) => deserialize(serialize({ batch, feature_chunk: feature_chunks[at] })) as unknown)
    },
    // The store takes what it is given for good.
    'SQLite (own thread, with the way there)': () => storeAll(structuredClone(packed), structuredClone(feature_chunks)),
  }
  const lines: string[] = []
  for (const [name, step] of Object.entries(steps)) {
    lines.push(`budget, ${name}: ${(await cpuOf(step)).toFixed(2)} us a flow`)
  }
  return lines
}

async function cpuOf(step: () => unknown): Promise<number> {
  const runs: number[] = []
  await step()
  for (let turn = 0; turn < RUNS; turn += 1) {
    const before = process.cpuUsage()
    await step()
    const { user, system } = process.cpuUsage(before)
    runs.push((user + system) / ROWS)
  }
  return median(runs)
}

function classify(classifier: Classifier, batch: FlowBatch, instrument: Instrument | null) {
  return classifier.classify(batch.features, batch.rows, batch, { instrument })
}

function packAll(
  classifier: Classifier,
  batches: readonly FlowBatch[],
  predictions: readonly Predictions[],
): PackedBatch[] {
  const class_names = verdictNames(classifier.manifest.classes)
  let first_flow_number = 1
  return batches.map((flows, at) => {
    const options = { axis: 'time', imported_at_us: 1, confidence_threshold: 0.5, first_flow_number } as const
    first_flow_number += flows.rows
    return packBatch({ flows, ...predictionsAt(predictions, at), class_names }, options)
  })
}

async function storeAll(packed: readonly PackedBatch[], feature_chunks: readonly Uint8Array[]): Promise<void> {
  const path = join(BENCH_DIR, 'budget.sqlite')
  const remove = () => Promise.all(['', '-wal', '-shm', '.lock'].map((end) => rm(path + end, { force: true })))
  await remove()
  const store = await openStore(path, (message) => process.stderr.write(`${message}\n`))
  const place = await store.captures.create(BENCH_CAPTURE)
  for (const [at, batch] of packed.entries()) {
    const chunk = feature_chunks[at] ?? null
    await store.flows.append(
      handOver({
        ...batch,
        ...place,
        conversations: 0,
        rejected: [],
        missing: [],
        unread: [],
        feature_chunk: chunk,
        feature_ranges: null,
        job: null,
      }),
    )
  }
  await store.close()
  await remove()
}

function predictionsAt(predictions: readonly Predictions[], at: number): Predictions {
  const found = predictions[at]
  if (found === undefined) throw new RangeError(`there is no batch ${String(at)}`)
  return found
}
