import { realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { withEngine } from './engine.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, table } from './output.ts'
import { notesOf, tellNotes } from './reading-notes.ts'

export interface PredictOptions {
  readonly out: string
  readonly rejects?: string
  readonly model?: string
  readonly noveltyBudget: number
  readonly explain?: number
  readonly json?: boolean
}

/** Classifies a capture into a labelled copy. */
export async function predict(file: string, options: PredictOptions): Promise<void> {
  await refuseSameFile(file, options)
  await withEngine(options.model, async (engine) => {
    const started_ms = performance.now()
    const labelling = engine.labelCapture({
      path: resolve(file),
      out_path: resolve(options.out),
      rejects_path: options.rejects === undefined ? null : resolve(options.rejects),
      novelty_budget: options.noveltyBudget,
      reasons: options.explain ?? 0,
    })
    const [result, manifest] = await Promise.all([namingRefusals(file, labelling), engine.manifest()])
    const { id, version, model_sha256 } = manifest
    const notes = notesOf(result, manifest, options.noveltyBudget)
    const elapsed_ms = Math.round(performance.now() - started_ms)
    if (options.json === true) {
      const { sha256, rows_read, classified, rejected, by_threat_type } = result
      const counts = { rows_read, classified, rejected, by_threat_type }
      print(
        JSON.stringify({
          ...counts,
          ...notes,
          elapsed_ms,
          capture: { sha256 },
          model: { id, version, sha256: model_sha256 },
        }),
      )
      return
    }
    tellNotes(notes)
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
    print(`capture sha256 ${result.sha256}, model sha256 ${model_sha256}`)
    print(`written to ${options.out}`)
  })
}

/** A capture is evidence: the labelled copy must not take its place, nor the rejected rows that of the copy. */
async function refuseSameFile(file: string, { out, rejects }: PredictOptions): Promise<void> {
  const paths = await Promise.all([file, out, ...(rejects === undefined ? [] : [rejects])].map(placeOf))
  if (new Set(paths).size < paths.length) {
    throw new AnomalyError('invalid_input', 'The capture, --out and --rejects must be different files.')
  }
}

/** The path with links in its folder followed; the file itself need not be there. */
async function placeOf(path: string): Promise<string> {
  const folder = dirname(resolve(path))
  return join(await realpath(folder).catch(() => folder), basename(path))
}
