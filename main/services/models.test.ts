import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { FEATURES } from '../flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { startApp, type TestApp } from '../testing/app.ts'
import { linearGraph, TINY_FEATURES, TINY_GRAPH, writeBundle, zippedBundle } from '../testing/bundles.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { type ZipEntry, zipOf } from '../testing/zip.ts'

const folder = useFolder()
let app: TestApp
let data_dir: string
let starts = 0

beforeEach(async () => {
  data_dir = folder.at(`data-${String(++starts)}`)
  app = await startApp(data_dir)
})
afterEach(() => app.close())

const library = () => app.call('models.list', {})
const ids = async () => (await library()).models.map(({ id }) => id)
const activeId = async () => (await library()).models.find(({ is_active }) => is_active)?.id
const onDisk = () => readdir(join(data_dir, 'models'))
const defaultId = async () => (await app.call('models.status', {})).id

const bundle = (id: string, graph = TINY_GRAPH) =>
  writeBundle(folder.at(`bundle-${String(starts)}-${id}`), graph, { id, features: TINY_FEATURES })
const bring = async (id: string) => app.call('models.import', { path: await bundle(id) })

/** An archive of a good bundle, with its entries changed. */
async function archive(name: string, change: (entries: ZipEntry[]) => ZipEntry[]): Promise<string> {
  const source = await bundle('zipped')
  const entries = await Promise.all(
    ['manifest.json', 'model.onnx'].map(async (file) => ({ name: file, content: await readFile(join(source, file)) })),
  )
  const path = folder.at(name)
  await writeFile(path, zipOf(change(entries)))
  return path
}

async function restart(): Promise<void> {
  await app.close()
  app = await startApp(data_dir)
}

const entry = Object.fromEntries(FEATURES.map(({ name }) => [name, 1]))
const verdict = async () =>
  (await app.call('detection.classify', { log_entries: [entry] })).predictions.map((each) => each.threat_type)

describe('the library of a new data directory', () => {
  test('holds the model that comes with AnomalyX, active and with nothing before it', async () => {
    const { models, previous_id, activations, unusable } = await library()
    expect(models).toHaveLength(1)
    expect(models[0]).toMatchObject({ origin: 'bundled', is_active: true, added_at: null, id: await defaultId() })
    expect([previous_id, activations, unusable]).toEqual([null, [], []])
    expect(models[0]?.metrics.at(-1)?.per_class.length).toBe(15)
    const { model_card } = await app.call('models.get', { id: await defaultId() })
    expect(model_card).toContain('## Limits')
  })
})

describe('a bundle', () => {
  test('comes in from a folder, is not active, and is there after a restart', async () => {
    const model = await bring('mine')
    expect(model).toMatchObject({
      id: 'mine',
      origin: 'library',
      is_active: false,
      features: 1,
      trainer: 'scikit-learn 1.2.1',
    })
    await restart()
    expect(await ids()).toEqual([await defaultId(), 'mine'])
    expect((await app.call('models.get', { id: 'mine' })).model_card).toBeNull()
  })

  test('comes in from an archive, with its files at the top or in one folder', async () => {
    await app.call('models.import', { path: await archive('top.zip', (entries) => entries) })
    await app.call('models.import', { path: await zippedBundle(folder.at('nested.zip'), 'nested') })
    expect((await onDisk()).sort()).toEqual(['nested', 'zipped'])
    expect((await readdir(join(data_dir, 'models', 'nested'))).sort()).toEqual(['manifest.json', 'model.onnx'])
  })

  test('is refused when its id is taken, whatever its case', async () => {
    await bring('mine')
    const again = await failureOf(bring('mine'))
    expect([again.code, again.message]).toEqual(['conflict', 'The model mine is already in the library.'])
    const other = await failureOf(app.call('models.import', { path: await bundle('MINE', linearGraph([[1], [2]])) }))
    expect(other.message).toContain('a different model with the id mine')
    const twin = await failureOf(app.call('models.import', { path: DEFAULT_BUNDLE_DIR }))
    expect(twin.message).toContain('is already in the library')
    expect(await onDisk()).toEqual(['mine'])
  })

  test.each([
    ['of another kind', 'model.txt', 'unsupported_type', 'neither a folder nor a .zip'],
    ['that is not there', 'nothing.zip', 'unreadable_file', 'cannot be read'],
    ['that only calls itself one', 'text.zip', 'unreadable_file', 'cannot be read as a zip archive'],
    ['that is a folder without a model', 'empty', 'model_refused', 'There is no manifest.json'],
  ])('is refused as a file %s', async (_, name, code, sentence) => {
    await writeFile(folder.at('model.txt'), 'x')
    await writeFile(folder.at('text.zip'), 'x')
    await mkdir(folder.at('empty'), { recursive: true })
    const error = await failureOf(app.call('models.import', { path: folder.at(name) }))
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(sentence) as string])
    expect((await failureOf(app.call('models.import', { path: name }))).message).toContain('not an absolute path')
    expect(await onDisk()).toEqual([])
  })

  test('is refused with the cause when its model does not load, and leaves nothing', async () => {
    const source = await bundle('broken')
    await writeFile(join(source, 'model.onnx'), 'not a model')
    const error = await failureOf(app.call('models.import', { path: source }))
    expect([error.code, error.message]).toEqual(['model_refused', expect.stringContaining('SHA-256') as string])
    expect(await onDisk()).toEqual([])
  })
})

describe('an archive that is a trap', () => {
  const refusal = async (path: string) => failureOf(app.call('models.import', { path }))

  test.each(['../escape/manifest.json', '/tmp/manifest.json', 'a/../../manifest.json', '..\\manifest.json'])(
    'writes nothing to %s',
    async (name) => {
      const path = await archive('slip.zip', ([manifest, model]) => [
        { name, content: manifest?.content ?? '' },
        { name: 'model.onnx', content: model?.content ?? '' },
      ])
      expect(['unreadable_file', 'model_refused']).toContain((await refusal(path)).code)
      expect(await onDisk()).toEqual([])
      expect((await readdir(data_dir)).sort()).toEqual(expect.not.arrayContaining(['escape', 'manifest.json']))
    },
  )

  test('is given up when a file is too large, says so or not', async () => {
    const zeros = Buffer.alloc(40 << 20)
    const honest = await archive('large.zip', (entries) => [
      ...entries.slice(1),
      { name: 'manifest.json', content: zeros },
    ])
    expect((await refusal(honest)).code).toBe('too_large')
    const lying = await archive('lying.zip', (entries) => [
      ...entries.slice(1),
      { name: 'manifest.json', content: zeros, claimed_bytes: 1000 },
    ])
    expect(['too_large', 'unreadable_file']).toContain((await refusal(lying)).code)
    const squeezed = await archive('bomb.zip', (entries) => [
      ...entries.slice(0, 1),
      { name: 'model.onnx', content: zeros },
    ])
    expect((await refusal(squeezed)).message).toContain('less than 1%')
    expect(await onDisk()).toEqual([])
  })

  test('is refused when it holds several bundles, or thousands of entries', async () => {
    const two = await archive('two.zip', (entries) => [
      ...entries,
      ...entries.map(({ name, content }) => ({ name: `other/${name}`, content })),
    ])
    expect((await refusal(two)).message).toContain('more than once')
    const many = await archive('many.zip', (entries) => [
      ...entries,
      ...Array.from({ length: 1001 }, (_, at) => ({ name: `file-${String(at)}`, content: '' })),
    ])
    expect((await refusal(many)).message).toContain('too many entries')
  })

  test('brings no other file along, and no link', async () => {
    const path = await archive('more.zip', (entries) => [...entries, { name: 'run-me.sh', content: 'rm -rf /' }])
    await app.call('models.import', { path })
    expect((await readdir(join(data_dir, 'models', 'zipped'))).sort()).toEqual(['manifest.json', 'model.onnx'])
    const source = await bundle('linked')
    await rm(join(source, 'model.onnx'))
    await symlink(join(DEFAULT_BUNDLE_DIR, 'model.onnx'), join(source, 'model.onnx'))
    expect((await refusal(source)).message).toContain('not a regular file')
  })
})

describe('activating', () => {
  test('takes effect at once and outlives a restart; predictions name their model', async () => {
    await bring('alarmist')
    expect(await verdict()).not.toEqual(['DDoS'])
    await app.call('models.activate', { id: 'alarmist' })
    expect(await verdict()).toEqual(['DDoS'])
    expect((await app.call('models.status', {})).id).toBe('alarmist')
    await restart()
    expect(await activeId()).toBe('alarmist')
    expect(await verdict()).toEqual(['DDoS'])
    const captures = await app.call('captures.list', {})
    const [bundled, active] = (await library()).models
    expect(captures.items.map(({ model_id }) => model_id)).toEqual([active?.id, bundled?.id])
    expect(captures.items[0]?.model_sha256).toBe(active?.model_sha256)
  })

  test('is written down with who and when, and rolled back step by step', async () => {
    const default_id = await defaultId()
    await bring('one')
    await bring('two')
    await app.call('models.activate', { id: 'one' })
    await app.dispatch('models.activate', { id: 'two' }, { actor: 'http' })
    expect((await library()).previous_id).toBe('one')
    await app.dispatch('models.rollBack', {}, { actor: 'command' })
    expect(await activeId()).toBe('one')
    await restart()
    await app.call('models.rollBack', {})
    expect(await activeId()).toBe(default_id)
    const nowhere = await failureOf(app.call('models.rollBack', {}))
    expect([nowhere.code, nowhere.message]).toEqual([
      'conflict',
      expect.stringContaining('nothing to roll back to') as string,
    ])
    const { activations } = await library()
    expect(activations.map(({ actor, model_id, is_rollback }) => [actor, model_id, is_rollback])).toEqual([
      ['window', default_id, true],
      ['command', 'one', true],
      ['http', 'two', false],
      ['window', 'one', false],
    ])
  })

  test('is refused for a model that is not there or was damaged, and nothing changes', async () => {
    await bring('frail')
    for (const id of ['nobody', '..', '../models/frail', '.incoming-1', '']) {
      expect((await failureOf(app.call('models.activate', { id }))).code).toMatch(/not_found|invalid_input/)
    }
    await restart()
    await writeFile(join(data_dir, 'models', 'frail', 'model.onnx'), 'damaged')
    expect((await failureOf(app.call('models.activate', { id: 'frail' }))).message).toContain('SHA-256')
    expect(await activeId()).toBe(await defaultId())
    expect((await library()).activations).toEqual([])
  })

  test('leaves imports that wait to the model they were asked for with', async () => {
    const path = await writeCsv(folder.at('waiting.csv'), simulatedCapture('corrected', 300))
    await bring('alarmist')
    const first = await app.call('captures.import', { path })
    await app.call('models.activate', { id: 'alarmist' })
    await app.jobEnd(first.job_id)
    const capture = await app.call('captures.get', { id: first.capture_id })
    expect(capture).toMatchObject({ model_id: (await library()).models[0]?.id, status: 'ready' })
    const { by_threat_type } = await app.call('charts.overview', { capture_id: first.capture_id })
    expect(by_threat_type.length).toBeGreaterThan(2)
  })
})

describe('deleting', () => {
  test('is refused for the active model, the one of AnomalyX, and one that waiting work uses', async () => {
    await bring('mine')
    await app.call('models.activate', { id: 'mine' })
    expect((await failureOf(app.call('models.delete', { id: 'mine' }))).message).toContain('is the active model')
    const default_id = (await library()).models[0]?.id ?? ''
    expect((await failureOf(app.call('models.delete', { id: default_id }))).message).toContain('is the built-in model')
    const path = await writeCsv(folder.at('busy.csv'), simulatedCapture('corrected', 300))
    const long_path = await writeCsv(folder.at('long.csv'), repeatRows(simulatedCapture('corrected', 300), 60_000))
    await app.call('captures.import', { path: long_path })
    const { job_id } = await app.call('captures.import', { path })
    await app.call('jobs.pauseQueue', {})
    await app.call('models.rollBack', {})
    expect((await failureOf(app.call('models.delete', { id: 'mine' }))).message).toContain(
      'is used by a running or waiting job',
    )
    await app.call('jobs.cancelAll', {})
    await app.jobEnd(job_id)
    await app.call('models.delete', { id: 'mine' })
    expect(await ids()).toEqual([default_id])
    expect(await onDisk()).toEqual([])
  })

  test('takes away a folder that cannot be used, which the library names', async () => {
    await mkdir(join(data_dir, 'models', 'wreck'))
    await cp(DEFAULT_BUNDLE_DIR, join(data_dir, 'models', 'renamed'), { recursive: true })
    const { unusable } = await library()
    expect(unusable.map(({ id, problem }) => [id, problem.code])).toEqual([
      ['renamed', 'model_refused'],
      ['wreck', 'model_refused'],
    ])
    for (const { id } of unusable) await app.call('models.delete', { id })
    expect((await library()).unusable).toEqual([])
  })

  test('of the active model behind its back falls back to the one of AnomalyX, and says so', async () => {
    await bring('mine')
    await app.call('models.activate', { id: 'mine' })
    await app.close()
    await rm(join(data_dir, 'models', 'mine'), { recursive: true })
    app = await startApp(data_dir)
    expect((await app.call('system.status', {})).notices.join()).toContain('The model mine can no longer be used')
    expect(await activeId()).toBe(await defaultId())
    expect((await library()).models[0]?.is_active).toBe(true)
  })
})

describe('what a crash left', () => {
  test('half-way in or out is cleared up at the next start', async () => {
    await app.close()
    await mkdir(join(data_dir, 'models', '.incoming-1'))
    await mkdir(join(data_dir, 'models', '.outgoing-2'))
    app = await startApp(data_dir)
    expect(await onDisk()).toEqual([])
  })
})
