import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url))

/** Compiled code of the processes that tests start: half of their time would go into compiling it again. */
export const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/compile', import.meta.url))

export interface CommandOutcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line as a process of its own, to its end. */
export function runCommand(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CommandOutcome> {
  return runCommandIn(process.cwd(), args, environment)
}

/** The same in a working directory. */
export async function runCommandIn(
  cwd: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandOutcome> {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, stdout, stderr }
}

export interface ServedProcess {
  readonly child: ChildProcess
  readonly address: string
  /** Lines told before the address was. */
  readonly told: readonly string[]
  /** Ends the process with a signal and settles when it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts `serve` as a process of its own and settles when it answers. */
export async function startServe(
  data_dir: string,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<ServedProcess> {
  const child = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--data-dir', data_dir, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const told: string[] = []
  let address = ''
  for await (const line of createInterface({ input: child.stderr })) {
    told.push(line)
    address = /is listening at (\S+)/.exec(line)?.[1] ?? ''
    if (address !== '') break
  }
  if (address === '') throw new Error(`serve ended before it answered: ${told.join('\n')}`)
  child.stderr.resume()
  return {
    child,
    address,
    told,
    end: async (signal) => {
      child.kill(signal)
      return (await exited)[0]
    },
  }
}

export interface RunningCommand {
  /** Settles with the first line of standard output, from the start on, that is looked for. */
  line(is_meant: (line: string) => boolean): Promise<string>
  /** Sends a signal to the process and all that it started, as a terminal does, and settles when it is gone. */
  end(signal: NodeJS.Signals): Promise<CommandOutcome>
  /** Reads no more of its standard output, as `head` does; settles when it is gone. */
  closePipe(): Promise<CommandOutcome>
}

/** Starts a command that runs until it is told to end. */
export function startCommand(args: readonly string[]): RunningCommand {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own.
    detached: true,
  })
  const lines: string[] = []
  const looks = new Set<() => void>()
  let stderr = ''
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line)
    for (const look of looks) look()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const closed = (once(child, 'close') as Promise<[number | null]>).then(([code]) => ({
    ...{ code, stderr },
    stdout: lines.map((line) => `${line}\n`).join(''),
  }))
  return {
    line: (is_meant) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.find(is_meant)
          if (found === undefined) return
          looks.delete(look)
          resolve(found)
        }
        looks.add(look)
        look()
        void closed.then((outcome) => reject(new Error(`it ended before that line: ${JSON.stringify(outcome)}`)))
      }),
    end: (signal) => {
      if (child.pid !== undefined) process.kill(-child.pid, signal)
      return closed
    },
    closePipe: () => {
      child.stdout.destroy()
      return closed
    },
  }
}
