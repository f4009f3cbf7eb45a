import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

import { BENCH_DIR, captureOf } from './captures.ts'
import type { Load, LoadResult } from './http-load.ts'
import { run } from './machine.ts'
import { findPythonServer, NO_FASTAPI } from './pandas.ts'

const CLI = join(import.meta.dirname, '../../main/cli.ts')
const LOAD = join(import.meta.dirname, 'http-load.ts')
const TOKEN = 'a-token-for-benches-only'
const FEW_ENTRIES = 10
const MANY_ENTRIES = 10_000
const CONNECTIONS = 8
const RUNS = 3

interface Server {
  readonly port: number
  close(): Promise<void>
}

interface Measured {
  readonly title: string
  readonly load: Omit<Load, 'port' | 'token' | 'seconds'>
  readonly seconds: number
  readonly describe: (results: readonly LoadResult[]) => string
}

/** Requests a second over HTTP, and the time of a large one, of the server that `serve` starts; FastAPI and scikit-learn beside it. */
export async function benchHttp(): Promise<string[]> {
  const python = await findPythonServer()
  const few = await bodyOf(FEW_ENTRIES)
  const many = await bodyOf(MANY_ENTRIES)
  const post = { method: 'POST', path: '/threat-detection' } as const
  const measured: Measured[] = [
    {
      title: `POST /threat-detection, ${String(FEW_ENTRIES)} entries`,
      load: { ...post, body_file: few, connections: CONNECTIONS },
      seconds: 5,
      describe: describeRate,
    },
    {
      title: 'GET /logs?limit=100',
      load: { method: 'GET', path: '/logs?limit=100', body_file: null, connections: CONNECTIONS },
      seconds: 5,
      describe: describeRate,
    },
    {
      title: `POST /threat-detection, ${MANY_ENTRIES.toLocaleString('en')} entries, one at a time`,
      load: { ...post, body_file: many, connections: 1 },
      seconds: 3,
      describe: describeDuration,
    },
  ]
  const ours = await measure(startOurs, measured)
  const theirs = python === undefined ? null : await measure(() => startPython(python), measured)
  return [
    ...measured.flatMap(({ title }, at) => [
      `http, ${title}: ${ours[at] ?? ''}`,
      ...(theirs === null ? [] : [`FastAPI + scikit-learn, the same: ${theirs[at] ?? ''}`]),
    ]),
    ...(theirs === null ? [NO_FASTAPI] : []),
  ]
}

async function measure(start: () => Promise<Server>, measured: readonly Measured[]): Promise<string[]> {
  const server = await start()
  const lines: string[] = []
  try {
    for (const { load, seconds, describe } of measured) {
      const results: LoadResult[] = []
      // What runs for the first time is slow; the first run is for practice.
      for (let turn = 0; turn <= RUNS; turn += 1) {
        const result = await send({ ...load, port: server.port, token: TOKEN, seconds })
        if (turn > 0) results.push(result)
      }
      lines.push(describe(results))
    }
  } finally {
    await server.close()
  }
  return lines
}

async function send(load: Load): Promise<LoadResult> {
  const { stdout } = await run(process.execPath, [LOAD, JSON.stringify(load)])
  return JSON.parse(stdout) as LoadResult
}

function describeRate(results: readonly LoadResult[]): string {
  const rate = spread(results.map(({ requests_per_s }) => requests_per_s))
  const p99 = spread(results.map(({ p99_ms }) => p99_ms))
  return `${rate} requests/s, p50 ${spread(results.map(({ p50_ms }) => p50_ms))} ms, p99 ${p99} ms (${String(CONNECTIONS)} connections, ${String(RUNS)} runs)`
}

function describeDuration(results: readonly LoadResult[]): string {
  return `p50 ${spread(results.map(({ p50_ms }) => p50_ms))} ms, longest ${spread(results.map(({ longest_ms }) => longest_ms))} ms (${String(RUNS)} runs)`
}

/** Least and most of some runs. */
function spread(values: readonly number[]): string {
  const [least, most] = [Math.min(...values), Math.max(...values)].map((value) =>
    value.toLocaleString('en', { maximumSignificantDigits: 3 }),
  )
  return least === most ? String(least) : `${String(least)} to ${String(most)}`
}

/** File with a request of so many flows, each with every column of its capture. */
async function bodyOf(entries: number): Promise<string> {
  const file = join(BENCH_DIR, `entries-${String(entries)}.json`)
  if (existsSync(file)) return file
  const [header = '', ...rows] = (await readFile(await captureOf(MANY_ENTRIES), 'utf8')).trimEnd().split('\n')
  const names = header.split(',')
  const log_entries = rows.slice(0, entries).map((row) => Object.fromEntries(cellsOf(row, names)))
  await writeFile(file, JSON.stringify({ log_entries }))
  return file
}

function cellsOf(row: string, names: readonly string[]): [string, string | number][] {
  return row.split(',').map((cell, at) => {
    const number = Number(cell)
    return [names[at] ?? '', cell === '' || !Number.isFinite(number) ? cell : number]
  })
}

async function startOurs(): Promise<Server> {
  const data_dir = join(BENCH_DIR, 'http')
  await rm(data_dir, { recursive: true, force: true })
  await mkdir(data_dir, { recursive: true })
  return launch(
    process.execPath,
    [CLI, 'serve', '--port', '0', '--data-dir', data_dir],
    'stderr',
    /127\.0\.0\.1:(\d+)/,
    data_dir,
  )
}

async function startPython({
  python,
  script,
  model,
}: {
  python: string
  script: string
  model: string
}): Promise<Server> {
  const folder = join(BENCH_DIR, 'fastapi')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  return launch(python, ['-W', 'ignore', script, model, join(folder, 'logs.sqlite')], 'stdout', /^(\d+)$/, folder)
}

/** Starts a server and waits until it tells its port; closing it removes its folder. */
async function launch(
  command: string,
  args: readonly string[],
  told_on: 'stdout' | 'stderr',
  port_in: RegExp,
  folder: string,
): Promise<Server> {
  const child = spawn(command, args, {
    env: { ...process.env, ANOMALYX_API_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = once(child, 'exit')
  const other = told_on === 'stdout' ? child.stderr : child.stdout
  other.pipe(process.stderr)
  const lines = createInterface({ input: child[told_on] })
  const port = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${command} ended with ${String(code)}`)))
    lines.on('line', (line) => {
      const found = port_in.exec(line)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
  })
  return {
    port,
    close: async () => {
      child.kill('SIGTERM')
      await exited
      await rm(folder, { recursive: true, force: true })
    },
  }
}
