import { packFeatures } from '../../main/flow/feature-chunk.ts'
import type { FlowBatch } from '../../main/flow/flow-batch.ts'
import { readFlows } from '../../main/sources/csv/read-flows.ts'
import { Classifier } from '../../main/detect/model/classifier.ts'
import { explainerOf } from '../../main/detect/model/explainer.ts'
import { FEATURE_COUNT } from '../../main/flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../../main/paths.ts'
import { captureOf } from './captures.ts'
import { median } from './machine.ts'

const ROWS = 20_000
const EXPLAINED = 1000

/** Reasons one flow after the other, and what the features cost that they are worked out from. */
export async function benchExplain(): Promise<string[]> {
  const batches: FlowBatch[] = []
  for await (const { batch } of readFlows(await captureOf(ROWS))) batches.push(batch)
  return [await storage(batches), await reasons(batches)]
}

async function storage(batches: readonly FlowBatch[]): Promise<string> {
  for (const { features, rows } of batches) await packFeatures(features, rows)
  const cpu = process.cpuUsage()
  let bytes = 0
  for (const { features, rows } of batches) bytes += (await packFeatures(features, rows)).feature_chunk.length
  const { user, system } = process.cpuUsage(cpu)
  return `stored features: ${(bytes / ROWS).toFixed(1)} bytes and ${((user + system) / ROWS).toFixed(2)} us of CPU a flow`
}

async function reasons(batches: readonly FlowBatch[]): Promise<string> {
  const explainer = explainerOf(await Classifier.load(DEFAULT_BUNDLE_DIR))
  const elapsed_ms: number[] = []
  let gap = 0
  for (const { features, rows } of batches) {
    const step = Math.ceil(rows / (EXPLAINED / batches.length))
    for (let row = 0; row < rows; row += step) {
      const started_ms = performance.now()
      const explained = await explainer.explain(features.slice(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), 1)
      elapsed_ms.push(performance.now() - started_ms)
      for (const { base_value, contributions, output } of explained) {
        gap = Math.max(gap, Math.abs(contributions.reduce((sum, each) => sum + each, base_value) - output))
      }
    }
  }
  const worst = Math.max(...elapsed_ms)
  return `reasons of one flow, ${String(elapsed_ms.length)} flows: median ${median(elapsed_ms).toFixed(2)} ms, worst ${worst.toFixed(1)} ms; sums miss ONNX Runtime by ${gap.toExponential(1)} at most`
}
