import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { beforeEach, describe, expect, test } from 'vitest'

import { FEATURE_COUNT, FEATURE_NAMES } from '../../flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../../paths.ts'
import { failureOf } from '../../testing/failure.ts'
import { useFolder } from '../../testing/folder.ts'
import { Classifier } from './classifier.ts'

const folder = useFolder()
const bundle = () => folder.at('bundle')

beforeEach(async () => {
  await rm(bundle(), { recursive: true, force: true })
  await cp(DEFAULT_BUNDLE_DIR, bundle(), { recursive: true })
})

async function changeManifest(change: (manifest: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
  const path = join(bundle(), 'manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>
  await writeFile(path, JSON.stringify({ ...manifest, ...change(manifest) }))
}

async function refusal(): Promise<string> {
  const error = await failureOf(Classifier.load(bundle()))
  expect(error.code).toBe('model_refused')
  expect(error.message).toMatch(/^The model bundle was rejected\. /)
  return error.message
}

describe('a model bundle', () => {
  test('is refused when its model is not the one it was made with', async () => {
    const model = await readFile(join(bundle(), 'model.onnx'))
    model[1000] = (model[1000] ?? 0) ^ 1
    await writeFile(join(bundle(), 'model.onnx'), model)
    expect(await refusal()).toMatch(/model\.onnx has SHA-256 .* changed after it was created/)
  })

  test.each(['model.onnx', 'manifest.json'])('is refused without %s', async (name) => {
    await rm(join(bundle(), name))
    expect(await refusal()).toContain(`${name} cannot be read`)
  })

  test.skipIf(process.platform === 'win32').each(['model.onnx', 'manifest.json'])(
    'is refused, and not waited for, when %s is a FIFO',
    async (name) => {
      await rm(join(bundle(), name))
      execFileSync('mkfifo', [join(bundle(), name)])
      expect(await refusal()).toContain(`${name} cannot be read`)
    },
  )

  test('is refused when its manifest is not JSON, or not whole', async () => {
    await changeManifest(() => ({ classes: ['Benign'], format_version: 2 }))
    expect(await refusal()).toMatch(/is not in the expected format: .*(classes|format_version)/)
    await writeFile(join(bundle(), 'manifest.json'), '{')
    expect(await refusal()).toContain('manifest.json is not valid JSON')
  })

  test('is refused when it asks for a feature that no flow has', async () => {
    await changeManifest(() => ({ features: [...FEATURE_NAMES.slice(1), 'Destination Port'] }))
    expect(await refusal()).toContain('features that flows do not have: Destination Port')
  })

  test('is refused when its graph has other inputs, outputs or shapes than it says', async () => {
    await changeManifest(() => ({ input: { name: 'flows' } }))
    expect(await refusal()).toContain('no input named flows')
    await cp(DEFAULT_BUNDLE_DIR, bundle(), { recursive: true })
    await changeManifest(({ outputs }) => ({ outputs: { ...(outputs as object), probabilities: 'chances' } }))
    expect(await refusal()).toContain('no output named chances')
    await cp(DEFAULT_BUNDLE_DIR, bundle(), { recursive: true })
    await changeManifest(({ classes }) => ({ classes: [...(classes as string[]), 'Ransomware'] }))
    expect(await refusal()).toContain('shape [rows, 16]')
  })

  test('is refused when its model is no ONNX file, whatever its hash', async () => {
    const model = Buffer.from('not a model')
    await writeFile(join(bundle(), 'model.onnx'), model)
    await changeManifest(() => ({ model_sha256: createHash('sha256').update(model).digest('hex') }))
    expect(await refusal()).toContain('ONNX Runtime cannot load model.onnx')
  })

  test('classifies a flow the same whatever the company it comes in', async () => {
    const classifier = await Classifier.load(bundle(), 1)
    const rows = 300
    const features = Float32Array.from({ length: rows * FEATURE_COUNT }, (_, at) => ((at * 7919) % 10_007) - 1)
    features[13] = NaN
    const together = await classifier.classify(features, rows)
    for (const row of [0, 1, 150, 299]) {
      const alone = await classifier.classify(features.slice(row * FEATURE_COUNT, (row + 1) * FEATURE_COUNT), 1)
      expect(alone.threat_types[0]).toBe(together.threat_types[row])
      expect(alone.confidences[0]).toBe(together.confidences[row])
    }
    expect(together.confidences.every((confidence) => confidence > 1 / 15 && confidence <= 1)).toBe(true)
    expect(await classifier.classify(new Float32Array(0), 0)).toMatchObject({ threat_types: new Uint8Array(0) })
  })
})
