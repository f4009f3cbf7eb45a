import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { z } from 'zod'

import { AnomalyError } from '../../../contract/errors.ts'
import { readRegular } from '../../files/read-regular.ts'
import { featureIndex } from '../../flow/features.ts'
import { type ModelManifest, ModelManifestSchema } from '../../flow/model-manifest.ts'
import { normaliseName } from '../../flow/names.ts'
import { UNKNOWN } from '../../flow/novelty.ts'
import { PROTOCOL_FIELD } from '../../flow/preprocessing.ts'
import { BENIGN, threatTypeOf } from '../../flow/threat-types.ts'

export interface ModelBundle {
  readonly manifest: ModelManifest
  readonly model: Buffer
}

/**
 * Reads and checks a bundle folder (`model.onnx` + `manifest.json`).
 * @throws AnomalyError `model_refused` that says which check failed.
 */
export async function readModelBundle(folder: string): Promise<ModelBundle> {
  const manifest = await readManifest(folder)
  const model = await readBundleFile(join(folder, 'model.onnx'))
  const sha256 = createHash('sha256').update(model).digest('hex')
  if (sha256 !== manifest.model_sha256) {
    throw refused(
      `model.onnx has SHA-256 ${sha256.slice(0, 12)}…, its manifest says ${manifest.model_sha256.slice(0, 12)}…: the bundle was changed after it was created.`,
    )
  }
  checkFeatures(manifest)
  checkPreprocessing(manifest)
  checkClasses(manifest)
  return { manifest, model }
}

/**
 * What tells one bundle from every other, wherever its folder is: the hash of its manifest, which holds that of its model.
 * @throws AnomalyError `model_refused`
 */
export async function bundleHash(folder: string): Promise<string> {
  return createHash('sha256')
    .update(await readBundleFile(join(folder, 'manifest.json')))
    .digest('hex')
}

/**
 * Reads `manifest.json` of a bundle folder, without a look at its model.
 * @throws AnomalyError `model_refused`
 */
export async function readManifest(folder: string): Promise<ModelManifest> {
  const text = (await readBundleFile(join(folder, 'manifest.json'))).toString('utf8')
  try {
    const parsed = ModelManifestSchema.safeParse(JSON.parse(text))
    if (parsed.success) return parsed.data
    throw refused(`manifest.json is not in the expected format: ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
  } catch (cause) {
    if (cause instanceof AnomalyError) throw cause
    throw refused('manifest.json is not valid JSON.', cause)
  }
}

function checkFeatures({ features }: ModelManifest): void {
  const unknown = features.filter((name) => featureIndex(name) === undefined)
  if (unknown.length > 0) {
    throw refused(`The model uses features that flows do not have: ${unknown.slice(0, 8).join(', ')}.`)
  }
  refuseTwice('features', features)
}

function checkPreprocessing({ features, preprocessing }: ModelManifest): void {
  if (preprocessing === undefined) return
  const { missing, scaled, one_hot } = preprocessing
  for (const [part, named] of [
    ['missing', missing.map(({ feature }) => feature)],
    ['scaled', scaled.map(({ feature }) => feature)],
  ] as const) {
    const foreign = named.filter((name) => !features.includes(name))
    if (foreign.length > 0) {
      throw refused(`preprocessing.${part} names features that the model does not have: ${foreign.join(', ')}.`)
    }
    refuseTwice(`preprocessing.${part}`, named)
  }
  for (const { field, values } of one_hot) {
    if (field !== PROTOCOL_FIELD && featureIndex(field) === undefined) {
      throw refused(
        `preprocessing.one_hot names a field that flows do not have: ${field}. Use ${PROTOCOL_FIELD} or a feature; ports and addresses are never model inputs.`,
      )
    }
    refuseTwice(`the vocabulary of ${field}`, values.map(String))
  }
  refuseTwice(
    'preprocessing.one_hot',
    one_hot.map(({ field }) => field),
  )
}

function checkClasses({ classes, without_benign }: ModelManifest): void {
  for (const name of classes) {
    if (normaliseName(name) === normaliseName(UNKNOWN)) {
      throw refused(
        `Its class ${name} has the name of the verdict ${UNKNOWN}, which AnomalyX gives to flows that resemble nothing in the training data. Rename the class.`,
      )
    }
    const canonical = threatTypeOf(name)
    if (canonical !== undefined && canonical !== name) {
      throw refused(`Its class ${name} must be spelled ${canonical}. Change the name in manifest.json.`)
    }
  }
  if (!classes.includes(BENIGN) && without_benign !== true) {
    throw refused(
      `None of its classes is ${BENIGN}, so every flow would be a threat: ${classes.join(', ')}. If that is what you want, write "without_benign": true into manifest.json; its predictions are then marked.`,
    )
  }
  refuseTwice('classes', classes)
  // A person would take two names that differ in case or spaces alone for one.
  const folded = classes.map((name) => name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim())
  refuseTwice('classes (ignoring case and spaces)', folded)
}

function refuseTwice(where: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw refused(`${twice} occurs twice in ${where}.`)
}

/** @throws AnomalyError `model_refused` when the graph of a bundle is not there */
export async function checkModelFile(bundle_dir: string): Promise<void> {
  const path = join(bundle_dir, 'model.onnx')
  const is_there = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  )
  if (!is_there) throw refused(`There is no model.onnx in ${bundle_dir}.`)
}

async function readBundleFile(path: string): Promise<Buffer> {
  try {
    return await readRegular(path)
  } catch (cause) {
    throw refused(`${basename(path)} cannot be read in ${path.slice(0, -basename(path).length)}.`, cause)
  }
}

export function refused(sentence: string, cause?: unknown): AnomalyError {
  return new AnomalyError('model_refused', `The model bundle was rejected. ${sentence}`, { cause })
}
