import { readFileSync } from 'node:fs'

import { afterEach, describe, expect, test } from 'vitest'

import { launchChild } from '../process/channel.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { DEFAULT_BUNDLE_DIR } from '../paths.ts'
import { loopingGraph, writeBundle } from '../testing/bundles.ts'
import { repeatRows, simulatedCapture, writeCsv } from '../testing/captures.ts'
import { failureOf } from '../testing/failure.ts'
import { useFolder } from '../testing/folder.ts'
import { childrenOf, isAlive, until } from '../testing/processes.ts'
import { launchEngineProcess } from './channel.ts'
import { Engine } from './client.ts'
import type { EngineOptions } from './engine-options.ts'

const folder = useFolder()
const opened: Engine[] = []
afterEach(() => opened.splice(0).forEach((engine) => engine.close()))

/** Long enough for a process to start on a busy machine, short enough to wait for. */
const DEADLINE_MS = 3000

function openEngine(options: EngineOptions = {}, launch = launchEngineProcess) {
  const conditions: (string | null)[] = []
  let launches = 0
  const counted = () => {
    launches += 1
    return launch()
  }
  const onCondition = (why: string | null) => void conditions.push(why)
  const engine = new Engine(counted, DEFAULT_BUNDLE_DIR, () => undefined, {
    deadline_ms: DEADLINE_MS,
    onCondition,
    ...options,
  })
  opened.push(engine)
  return { engine, conditions, launches: () => launches }
}

const flow = new Float32Array(FEATURE_COUNT).fill(1)
const LOOPS_ABOVE = 1e30
/** Sound for every flow of this world; goes round for ever with one whose duration is impossible. */
const trap = () =>
  writeBundle(folder.at('trap'), loopingGraph(1, LOOPS_ABOVE), { id: 'trap', features: ['Flow Duration'] })
const trapped = Float32Array.from(flow).fill(1e31)
const large = () => writeCsv(folder.at('large.csv'), repeatRows(simulatedCapture('original', 500), 16_000))

/** The process of an engine that has answered once. */
async function processOf(engine: Engine): Promise<number> {
  const before = childrenOf()
  await engine.manifest()
  const [pid] = childrenOf().filter((each) => !before.includes(each))
  if (pid === undefined) throw new Error('the engine has no process of its own')
  return pid
}

describe('an engine that makes no progress', () => {
  test('in a graph that loops is ended, says why, and works again without being asked', async () => {
    const { engine, conditions } = openEngine()
    const pid = await processOf(engine)
    const error = await failureOf(engine.classify(trapped, 1, {}, await trap()))
    expect(error.code).toBe('engine_failed')
    expect(error.message).toMatch(/^The engine made no progress for 3 s, so its process was stopped\..*try again/)
    await until(() => !isAlive(pid))
    await until(() => conditions.at(-1) === null)
    expect(conditions[0]).toBe('The engine made no progress for 3 s, so its process was stopped.')
    expect((await engine.classify(flow, 1)).threat_types).toHaveLength(1)
  })

  test('because its process stands still is ended in the middle of a capture', async () => {
    const { engine, conditions } = openEngine()
    const pid = await processOf(engine)
    const scoring = engine.scoreCapture(
      { path: await large() },
      { onPart: () => Promise.resolve(void process.kill(pid, 'SIGSTOP')) },
    )
    expect((await failureOf(scoring)).message).toContain('made no progress')
    await until(() => !isAlive(pid) && conditions.at(-1) === null)
  })

  test('is not one whose parts wait here, however long', async () => {
    const deadline_ms = 8000
    const { engine, conditions } = openEngine({ deadline_ms })
    await engine.manifest()
    const hung = openEngine({ deadline_ms })
    const hung_pid = await processOf(hung.engine)
    let parts = 0
    await engine.scoreCapture(
      { path: await large() },
      {
        onPart: async () => {
          parts += 1
          if (parts > 1) return
          // Its deadline passes while the first part is in hand.
          process.kill(hung_pid, 'SIGSTOP')
          await failureOf(hung.engine.classify(flow, 1))
        },
      },
    )
    expect(parts).toBeGreaterThan(2)
    expect(conditions).toEqual([])
  })
})

describe('a cancelled task', () => {
  test('ends soon although the engine hangs, and the process with it', async () => {
    const { engine } = openEngine({ deadline_ms: 600_000, cancel_ms: 500 })
    const pid = await processOf(engine)
    const cancellation = new AbortController()
    const scoring = engine.scoreCapture(
      { path: await large() },
      { signal: cancellation.signal, onPart: () => Promise.resolve(void process.kill(pid, 'SIGSTOP')) },
    )
    const bystander = engine.classify(flow, 1)
    bystander.catch(() => undefined)
    await until(() => /^State:\s+T/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8')))
    cancellation.abort()
    expect((await failureOf(scoring)).code).toBe('cancelled')
    await until(() => !isAlive(pid))
    await bystander.catch((error: unknown) => expect(String(error)).toContain('did not respond'))
    expect((await engine.classify(flow, 1)).threat_types).toHaveLength(1)
  })
})

test('closing ends a process that loops, and fails what waits for it', async () => {
  const { engine } = openEngine({ deadline_ms: 600_000 })
  const pid = await processOf(engine)
  const waiting = failureOf(engine.classify(trapped, 1, {}, await trap()))
  engine.close()
  expect((await waiting).message).toBe('AnomalyX is closing.')
  await until(() => !isAlive(pid))
})

test('an engine that dies at its start is not started in a loop, and says how it is', async () => {
  const { engine, conditions, launches } = openEngine({}, () => launchChild(folder.at('not-there.js')))
  expect((await failureOf(engine.manifest())).message).toContain('The engine process stopped (code 1).')
  // The second start, which nobody asked for, fails too; from then on it waits.
  await until(() => conditions.length === 2)
  const { message } = await failureOf(engine.manifest())
  expect(message).toMatch(/stopped \(code 1\)\. This was failure number 2 in a row\. Next attempt in \d s\./)
  await until(() => conditions.length === 3)
  for (let asked = 0; asked < 100; asked += 1) await failureOf(engine.classify(flow, 1))
  expect(launches()).toBe(3)
}, 20_000)
