import { cp, mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { afterEach, describe, expect, test } from 'vitest'

import { FEATURE_COUNT } from '../flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { linearGraph, writeBundle } from '../testing/bundles.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { decodeFacts, decodeKeys } from '../scoring/prediction-chunk.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { type EngineChannel, launchEngineProcess } from './channel.ts'
import { Engine } from './client.ts'
import { CREDITS, type EngineReply, type ScoredPart } from './protocol.ts'

const folder = useFolder()

/** An engine of which every process and message can be seen. */
function openEngine(bundle_dir = DEFAULT_BUNDLE_DIR) {
  const replies: EngineReply[] = []
  const channels: EngineChannel[] = []
  const exits: Promise<unknown>[] = []
  const launch = () => {
    const channel = launchEngineProcess()
    channels.push(channel)
    channel.onReply((reply) => replies.push(reply))
    exits.push(new Promise((resolve) => channel.onExit(resolve)))
    return channel
  }
  const logged: string[] = []
  const engine = new Engine(launch, bundle_dir, (message) => logged.push(message))
  opened.push(engine)
  return { engine, replies, channels, exits, logged }
}
const opened: Engine[] = []
afterEach(() => opened.splice(0).forEach((engine) => engine.close()))

/** Enough for several parts. */
const ROWS = 16_000
let written_once: Promise<string> | undefined
const large = () =>
  (written_once ??= writeCsv(folder.at('large.csv'), repeatRows(simulatedCapture('original', 500), ROWS)))
const oneFlow = new Float32Array(FEATURE_COUNT).fill(1)

describe('the engine', () => {
  test('starts one process for all its tasks', async () => {
    const { engine, channels } = openEngine()
    const [manifest, again] = await Promise.all([engine.manifest(), engine.manifest(), engine.classify(oneFlow, 1)])
    expect(again).toEqual(manifest)
    expect(channels).toHaveLength(1)
  })

  test('reads captures one after another and side by side, whatever became of the one before', async () => {
    const { engine } = openEngine()
    const path = await large()
    const score = async (signal?: AbortSignal) => {
      let rows = 0
      const onPart = ({ batch }: ScoredPart) => {
        rows += batch.rows
        return Promise.resolve()
      }
      const { sha256 } = await engine.scoreCapture({ path }, { onPart, ...(signal && { signal }) })
      return { sha256, rows }
    }
    const first = await score()
    expect(first.rows).toBe(ROWS)
    expect(await score()).toEqual(first)
    expect(await Promise.all([score(), score(), score()])).toEqual([first, first, first])
    const cancellation = new AbortController()
    const cancelled = failureOf(score(cancellation.signal))
    cancellation.abort()
    expect((await cancelled).code).toBe('cancelled')
    await failureOf(engine.scoreCapture({ path: folder.at('nowhere.csv') }, { onPart: () => Promise.resolve() }))
    expect(await score()).toEqual(first)
  })

  test('hands over a capture in the order of the file, every row once', async () => {
    const { engine } = openEngine()
    const path = await large()
    const lines: number[] = []
    await engine.scoreCapture(
      { path },
      {
        onPart: ({ batch }) => {
          expect(decodeKeys(batch.keys).threat_types.length).toBe(batch.rows)
          lines.push(...decodeFacts(batch.facts).line_numbers)
          return Promise.resolve()
        },
      },
    )
    expect(lines).toEqual(Array.from({ length: ROWS }, (_, row) => row + 2))
  })

  test('sends no more parts than it has credit for while the writer is busy', async () => {
    const { engine, replies } = openEngine()
    const path = await large()
    const first = Promise.withResolvers<undefined>()
    const written = Promise.withResolvers<undefined>()
    let parts = 0
    const scoring = engine.scoreCapture(
      { path },
      {
        onPart: async () => {
          parts += 1
          if (parts > 1) return
          first.resolve(undefined)
          await written.promise
        },
      },
    )
    await first.promise
    // The engine has time for many round trips, and so had it for many parts.
    for (let trip = 0; trip < 50; trip += 1) await engine.classify(oneFlow, 1)
    expect(replies.filter(({ type }) => type === 'part').length).toBeLessThanOrEqual(CREDITS)
    expect(parts).toBe(1)
    written.resolve(undefined)
    await scoring
    expect(parts).toBeGreaterThan(CREDITS)
  })

  test('hands over no part after one that could not be written', async () => {
    const { engine } = openEngine()
    const path = await large()
    const seen: ScoredPart[] = []
    const scoring = engine.scoreCapture(
      { path },
      {
        onPart: async (part) => {
          seen.push(part)
          // By the time the first one fails, the second waits behind it.
          for (let trip = 0; trip < 5; trip += 1) await engine.classify(oneFlow, 1)
          throw new Error('disk full')
        },
      },
    )
    await expect(scoring).rejects.toThrow('disk full')
    for (let trip = 0; trip < 20; trip += 1) await engine.classify(oneFlow, 1)
    expect(seen).toHaveLength(1)
  })

  test('ends a task that is cancelled, and goes on with others', async () => {
    const { engine, channels } = openEngine()
    const cancellation = new AbortController()
    const path = await large()
    const onPart = () => {
      cancellation.abort()
      return Promise.resolve()
    }
    const scoring = engine.scoreCapture({ path }, { signal: cancellation.signal, onPart })
    expect((await failureOf(scoring)).code).toBe('cancelled')
    const late = engine.scoreCapture({ path }, { signal: cancellation.signal, onPart: () => Promise.resolve() })
    expect((await failureOf(late)).code).toBe('cancelled')
    expect((await engine.classify(oneFlow, 1)).threat_types).toHaveLength(1)
    expect(channels).toHaveLength(1)
  })

  test('fails what is under way when its process dies, after the part being written, and starts again', async () => {
    const { engine, channels, logged } = openEngine()
    const path = await large()
    let is_writing = false
    const scoring = engine.scoreCapture(
      { path },
      {
        onPart: async () => {
          is_writing = true
          channels[0]?.kill()
          await engine.classify(oneFlow, 1).catch(() => undefined)
          await engine.manifest()
          is_writing = false
        },
      },
    )
    const error = await failureOf(scoring)
    expect(is_writing).toBe(false)
    expect(error.code).toBe('engine_failed')
    expect(error.message).toContain('is being restarted')
    expect(logged.join()).toContain('exited')
    expect((await engine.classify(oneFlow, 1)).confidences).toHaveLength(1)
    expect(channels).toHaveLength(2)
  })

  test('refuses a model without harm to others, and takes it once it is sound', async () => {
    const { engine, channels } = openEngine()
    const bundle_dir = folder.at('bundle')
    await mkdir(bundle_dir)
    expect((await failureOf(engine.manifest(bundle_dir))).code).toBe('model_refused')
    expect((await failureOf(engine.classify(oneFlow, 1, {}, bundle_dir))).code).toBe('model_refused')
    expect((await engine.classify(oneFlow, 1)).threat_types).toHaveLength(1)
    await cp(DEFAULT_BUNDLE_DIR, bundle_dir, { recursive: true })
    expect((await engine.manifest(bundle_dir)).classes).toContain('Benign')
    expect(channels).toHaveLength(1)
  })

  test('has several models ready, and uses the one a task names or else the active one', async () => {
    const { engine } = openEngine()
    const graph = linearGraph([[1], [0]])
    const folders = await Promise.all(
      ['one', 'two', 'three', 'four'].map((id, at) =>
        writeBundle(folder.at(id), graph, {
          id,
          features: ['Flow Duration'],
          preprocessing: { scaled: [{ feature: 'Flow Duration', mean: 0, scale: 2 ** at }] },
        }),
      ),
    )
    const confidences = async () =>
      Promise.all(folders.map(async (each) => (await engine.classify(oneFlow, 1, {}, each)).confidences[0]?.toFixed(4)))
    // The softmax of scores 1, 1/2, 1/4 and 1/8 against 0.
    expect(await confidences()).toEqual(['0.7311', '0.6225', '0.5622', '0.5312'])
    expect(await confidences()).toEqual(['0.7311', '0.6225', '0.5622', '0.5312'])
    engine.activate(folders[2] ?? '')
    expect((await engine.classify(oneFlow, 1)).confidences[0]).toBeCloseTo(0.5622, 4)
    expect((await engine.manifest()).id).toBe('three')
  })

  test('ends its process when it is closed, and starts none after that', async () => {
    const { engine, exits } = openEngine()
    await engine.manifest()
    engine.close()
    await Promise.all(exits)
    expect((await failureOf(engine.classify(oneFlow, 1))).code).toBe('engine_failed')
    expect(exits).toHaveLength(1)
  })
})

describe('a labelled copy', () => {
  test('leaves nothing half-written when its capture cannot be read to the end', async () => {
    const { engine } = openEngine()
    const out_path = folder.at('out/labelled.csv')
    await rm(folder.at('out'), { recursive: true, force: true })
    await mkdir(folder.at('out'))
    const path = await writeCsv(folder.at('cut.csv'), { header: 'x'.repeat(10), rows: [] })
    const error = await failureOf(
      engine.labelCapture({ path, out_path, rejects_path: join(folder.path, 'out', 'rejects.csv') }),
    )
    expect(error.code).toBe('unknown_dialect')
    expect(await readdir(folder.at('out'))).toEqual([])
  })

  test('is refused where it cannot be written', async () => {
    const { engine } = openEngine()
    const path = await writeCsv(folder.at('fine.csv'), simulatedCapture('original', 40))
    for (const paths of [
      { out_path: folder.at('no/such/out.csv'), rejects_path: null },
      { out_path: folder.at('out.csv'), rejects_path: folder.at('no/such/rejects.csv') },
    ]) {
      const error = await failureOf(engine.labelCapture({ path, ...paths }))
      expect(error.message).toContain('cannot be written')
    }
    expect((await readdir(folder.path)).filter((name) => name.includes('out.csv'))).toEqual([])
  })
})
