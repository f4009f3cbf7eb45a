import { resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { isStandardOutputTaken, STANDARD_OUTPUT } from '../files/output-place.ts'
import { refuseSameFiles } from '../files/same-file.ts'
import { withEngine } from './engine.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, printJson, table, tell } from './output.ts'
import { notesOf, tellNotes } from './reading-notes.ts'
import { stopsBySignal } from './signals.ts'

export interface PredictOptions {
  readonly out: string
  readonly rejects?: string
  readonly findings?: string
  readonly model?: string
  readonly noveltyBudget: number
  readonly acceptMissingFeatures?: boolean
  readonly explain?: number
  readonly json?: boolean
}

/** Classifies a capture into a labelled copy. What it says goes to the error stream when a file goes to standard output. */
export async function predict(file: string, options: PredictOptions): Promise<void> {
  const path = resolve(file)
  const out_path = outputPath(options.out)
  const rejects_path = options.rejects === undefined ? null : outputPath(options.rejects)
  const findings_path = options.findings === undefined ? null : outputPath(options.findings)
  const outputs = [out_path, rejects_path, findings_path].filter((each) => each !== null)
  await refuseSameFiles([path], outputs, 'The capture, --out, --rejects and --findings must be different files.')
  const is_stdout_taken = await isStandardOutputTaken(outputs)
  if (is_stdout_taken && options.json === true) {
    throw new AnomalyError(
      'invalid_input',
      'With --json, standard output is reserved for the JSON object. Give files for --out, --rejects and --findings.',
    )
  }
  const say = is_stdout_taken ? tell : print
  const signal = stopsBySignal()
  await withEngine(options.model, async (engine) => {
    const started_ms = performance.now()
    const labelling = engine.labelCapture(
      {
        ...{ path, out_path, rejects_path, findings_path },
        ...{ novelty_budget: options.noveltyBudget, reasons: options.explain ?? 0 },
        accept_missing_features: options.acceptMissingFeatures === true,
      },
      signal,
    )
    const [result, manifest] = await Promise.all([namingRefusals(file, labelling), engine.manifest()])
    const { id, version, model_sha256 } = manifest
    const notes = notesOf(result, manifest, options.noveltyBudget)
    const elapsed_ms = Math.round(performance.now() - started_ms)
    if (options.json === true) {
      const { sha256, rows_read, classified, conversations, rejected, by_threat_type } = result
      const counts = { rows_read, classified, conversations, rejected, by_threat_type }
      const model = { id, version, sha256: model_sha256 }
      printJson({ ...counts, ...notes, elapsed_ms, capture: { sha256 }, model })
      return
    }
    tellNotes(notes)
    if (result.conversations > 0) {
      const sum = `${String(result.rows_read)} rows read = ${String(result.conversations)} conversations only + ${String(result.rejected)} rejected`
      say(`${sum}, in ${(elapsed_ms / 1000).toFixed(1)} s`)
      say(`capture sha256 ${result.sha256}`)
      say('findings written; no labelled copy, for nothing was classified')
      return
    }
    const counts = Object.entries(result.by_threat_type).sort(([, left], [, right]) => right - left)
    say(
      table(
        ['threat type', 'flows'],
        counts.map(([name, flows]) => [name, String(flows)]),
      ),
    )
    say(
      `\n${String(result.rows_read)} rows read = ${String(result.classified)} classified + ${String(result.rejected)} rejected, in ${(elapsed_ms / 1000).toFixed(1)} s with ${id} ${version}`,
    )
    say(`capture sha256 ${result.sha256}, model sha256 ${model_sha256}`)
    say(`written to ${options.out === STANDARD_OUTPUT ? 'standard output' : options.out}`)
  })
}

/** `-` means standard output; a file of that name is `./-`. */
const outputPath = (path: string) => (path === STANDARD_OUTPUT ? path : resolve(path))
