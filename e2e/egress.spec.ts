import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { gunzipSync, gzipSync } from 'node:zlib'

import { expect, test } from './fixtures.ts'
import { SAMPLE } from './support/companions.ts'
import { reachesBeyond, writesBeyond } from './support/egress.ts'
import { readSystemCalls } from './support/system-calls.ts'
import { watch, type Watched } from './support/watched.ts'
import { commandOf, ROOT } from './support/workstation.ts'

/** What phones home does so some time after it was loaded: ONNX Runtime after ten seconds. */
const WATCHED_MS = 40_000

const NODE = join(ROOT, 'node_modules', '.bin', 'node')
const CLI = join(ROOT, 'main', 'cli.ts')

/** As `npm start` starts a window. */
const windowEnvironment = async () =>
  JSON.parse(await readFile(join(ROOT, 'main', 'shell', 'start-environment.json'), 'utf8')) as Record<string, string>

/** Nothing by which a library would know a machine that runs tests, and a home directory of nobody's. */
function strangersEnvironment(home: string): Record<string, string> {
  const kept = ['PATH', 'DISPLAY', 'XAUTHORITY'].flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(kept), HOME: home, LANG: 'C.UTF-8' }
}

/**
 * The rows of the sample capture, many times over: work that does not end before it is told to, on a fast machine
 * either. Compressed in parts, as gzip allows, because the disk is needed for what is made of it.
 */
async function writeLongCapture(path: string, times: number): Promise<string> {
  const text = gunzipSync(await readFile(SAMPLE)).toString('utf8')
  const first_row = text.indexOf('\n') + 1
  const rows = gzipSync(`${text.slice(first_row).trimEnd()}\n`, { level: 1 })
  await writeFile(path, gzipSync(text.slice(0, first_row)))
  for (let written = 0; written < times; written++) await appendFile(path, rows)
  return path
}

/** Lets a program run on for the time of the watch, then ends it. @returns whether it still ran at the end */
async function watchOn({ ended, stop }: Watched): Promise<boolean> {
  const still_running = await Promise.race([ended.then(() => false), wait(WATCHED_MS, true)])
  await stop()
  await ended
  return still_running
}

interface Finding {
  readonly program: string
  readonly still_running: boolean
  readonly reached: readonly string[]
  readonly wrote: readonly string[]
  readonly left_at_home: readonly string[]
}

// Linux tells what its programs ask of it; elsewhere tell-what-is-missing.ts says that nobody looked.
if (process.platform === 'linux') {
  test('nothing reaches beyond this machine or writes outside of its folders', async ({ files_dir }) => {
    test.setTimeout(WATCHED_MS + 80_000)
    const to_predict = await writeLongCapture(join(files_dir, 'to-predict.csv.gz'), 300)
    const to_train_on = await writeLongCapture(join(files_dir, 'to-train-on.csv.gz'), 120)

    /** Watches one command, to its end or as long as it is watched for. */
    async function run(
      program: string,
      command: (folder: string) => readonly [string, ...string[]],
      { is_to_end = false, environment = {} }: { is_to_end?: boolean; environment?: Record<string, string> } = {},
    ): Promise<Finding> {
      // Short names: the path of a socket, which Chromium puts into the data directory, may not be long.
      const place = join(files_dir, program.replace(' ', '-'))
      const [home, folder, trace] = [join(place, 'home'), join(place, 'data'), join(place, 'trace')]
      await Promise.all([mkdir(home, { recursive: true }), mkdir(folder, { recursive: true })])
      const environment_given = {
        ...strangersEnvironment(home),
        ANOMALYX_DATA_DIR: folder,
        ANOMALYX_PORT: '0',
        ...environment,
      }
      const watched = watch(command(folder), trace, environment_given, ROOT)
      const still_running = is_to_end ? (await watched.ended).code === 0 : await watchOn(watched)
      const { output } = await watched.ended
      if (!still_running) throw new Error(`${program} ended before it was to, or failed:\n${output.slice(-2000)}`)
      const calls = await readSystemCalls(trace)
      return {
        program,
        still_running,
        reached: reachesBeyond(calls, [folder]),
        wrote: writesBeyond(calls, [folder]),
        left_at_home: await readdir(home, { recursive: true }),
      }
    }

    const cli = (...args: string[]) => [NODE, CLI, ...args] as const
    const findings = await Promise.all([
      run('serve', () => cli('serve', '--port', '0')),
      run(
        'window',
        (folder) => {
          const { executable, args } = commandOf(folder)
          return [executable, ...args]
        },
        { environment: await windowEnvironment() },
      ),
      run('predict', (folder) => cli('predict', to_predict, '--out', join(folder, 'out.csv'), '--explain', '20')),
      run('train', (folder) => cli('train', to_train_on, '--out', join(folder, 'bundle'))),
      // The long ones are ended in the middle: these see what comes last.
      run('whole predict', (folder) => cli('predict', SAMPLE, '--out', join(folder, 'out.csv')), { is_to_end: true }),
      run('whole train', (folder) => cli('train', SAMPLE, '--out', join(folder, 'bundle')), { is_to_end: true }),
    ])

    expect(findings).toEqual(
      findings.map(({ program }) => ({ program, still_running: true, reached: [], wrote: [], left_at_home: [] })),
    )
  })
}
