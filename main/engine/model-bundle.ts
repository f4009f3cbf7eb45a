import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { z } from 'zod'

import { AnomalyError } from '../../contract/errors.ts'
import { featureIndex } from '../flow/features.ts'
import { type ModelManifest, ModelManifestSchema } from '../flow/model-manifest.ts'

export interface ModelBundle {
  readonly manifest: ModelManifest
  readonly model: Buffer
}

/**
 * Reads and checks a bundle folder (`model.onnx` + `manifest.json`).
 * @throws AnomalyError `model_refused` that says which check failed.
 */
export async function readModelBundle(folder: string): Promise<ModelBundle> {
  const manifest = await readManifest(join(folder, 'manifest.json'))
  const model = await readBundleFile(join(folder, 'model.onnx'))
  const sha256 = createHash('sha256').update(model).digest('hex')
  if (sha256 !== manifest.model_sha256) {
    throw refused(
      `model.onnx has SHA-256 ${sha256.slice(0, 12)}…, its manifest says ${manifest.model_sha256.slice(0, 12)}…. The bundle was changed after it was made.`,
    )
  }
  const unknown = manifest.features.filter((name) => featureIndex(name) === undefined)
  if (unknown.length > 0) {
    throw refused(`The model asks for features that no flow has: ${unknown.slice(0, 8).join(', ')}.`)
  }
  return { manifest, model }
}

async function readManifest(path: string): Promise<ModelManifest> {
  const text = (await readBundleFile(path)).toString('utf8')
  try {
    const parsed = ModelManifestSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    throw refused(`manifest.json does not fit the format: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw refused('manifest.json is not JSON.', cause)
  }
}

async function readBundleFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw refused(`${path} cannot be read.`, cause)
  }
}

export function refused(sentence: string, cause?: unknown): AnomalyError {
  return new AnomalyError('model_refused', `The model bundle is refused. ${sentence}`, { cause })
}
