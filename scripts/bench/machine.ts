import { execFileSync, spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'

/** The machine and the state of the code that a figure belongs to. */
export function machine(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const [cpu] = cpus()
  return `${String(cpus().length)} x ${cpu?.model ?? 'unknown CPU'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}, commit ${commit}`
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2
}

export interface Run {
  readonly stdout: string
  readonly elapsed_ms: number
}

/** Runs a program to its end; rejects when it fails. */
export function run(command: string, args: readonly string[], environment = process.env): Promise<Run> {
  const started_ms = performance.now()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    let stdout = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve({ stdout, elapsed_ms: performance.now() - started_ms })
      else reject(new Error(`${command} ${args.join(' ')} ended with ${String(code)}`))
    })
  })
}

/** Peak resident memory in MB of each child process of this one (Linux). */
export function childPeaksMb(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        const parent = /^PPid:\s+(\d+)/m.exec(status)?.[1]
        const peak_kb = /^VmHWM:\s+(\d+)/m.exec(status)?.[1]
        return parent === String(process.pid) && peak_kb !== undefined ? [Number(peak_kb) / 1024] : []
      } catch {
        return []
      }
    })
}

export function rateOf(rows: number, elapsed_ms: number): string {
  return `${Math.round((rows / elapsed_ms) * 1000).toLocaleString('en')} flows/s`
}

const TIMED_RUNS = 5

/** Milliseconds that something takes, the median of some runs. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const timings: number[] = []
  for (let turn = 0; turn < TIMED_RUNS; turn += 1) {
    const started_ms = performance.now()
    await work()
    timings.push(performance.now() - started_ms)
  }
  return median(timings)
}
