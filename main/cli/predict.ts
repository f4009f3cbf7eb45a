import { resolve } from 'node:path'

import { withEngine } from './engine.ts'
import { print, table } from './output.ts'

export interface PredictOptions {
  readonly out: string
  readonly rejects?: string
  readonly model?: string
  readonly json?: boolean
}

/** Classifies a capture into a labelled copy. */
export async function predict(file: string, options: PredictOptions): Promise<void> {
  await withEngine(options.model, async (engine) => {
    const { id, version, model_sha256 } = await engine.manifest()
    const started_ms = performance.now()
    const result = await engine.labelCapture({
      path: resolve(file),
      out_path: resolve(options.out),
      rejects_path: options.rejects === undefined ? null : resolve(options.rejects),
    })
    const elapsed_ms = Math.round(performance.now() - started_ms)
    if (options.json === true) {
      print(JSON.stringify({ ...result, elapsed_ms, model: { id, version, sha256: model_sha256 } }))
      return
    }
    const counts = Object.entries(result.by_threat_type).sort(([, left], [, right]) => right - left)
    print(
      table(
        ['threat type', 'flows'],
        counts.map(([name, flows]) => [name, String(flows)]),
      ),
    )
    print(
      `\n${String(result.rows_read)} rows read = ${String(result.classified)} classified + ${String(result.rejected)} rejected, in ${(elapsed_ms / 1000).toFixed(1)} s with ${id} ${version}`,
    )
    print(`written to ${options.out}`)
  })
}
