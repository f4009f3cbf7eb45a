import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, copyFile, mkdir, readdir, readFile, readlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'

import { chromium, expect, type Page } from '@playwright/test'

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const NOBODY = 65_534

/** Whoever runs the package: an ordinary user, also where the tests run as root. */
const user = process.platform === 'linux' && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined

/** Packages AnomalyX into a folder and answers with the folder that holds its executable. */
export function makePackage(output: string): { readonly folder: string; readonly report: string } {
  const script = join(ROOT, 'scripts', 'package.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--output', output], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`the packaging failed:\n${stderr}`)
  return { folder: stdout.trimEnd().split('\n').at(-1) ?? '', report: stdout }
}

/** Runs the package's executable to its end, as an ordinary user, and answers with what it printed. */
export function askPackage(executable: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, ...environment }
  return spawnSync(executable, args, { env, encoding: 'utf8', timeout: 20_000, ...user }).stdout
}

/** Whether an ordinary user may build the sandbox of the window's processes here. */
export function maySandbox(): boolean {
  return spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore', ...user }).status === 0
}

/** A running package with its window. */
export interface Packaged {
  readonly window: Page
  readonly process: ChildProcess
  /** Ends it as the system does, and answers with its exit code. */
  end(): Promise<number | null>
}

/**
 * Starts the package as an ordinary user whose home is `home`. Its fuses keep Playwright's own way into the main process
 * shut, so the window is reached through Chromium's debugging port, and nothing but the window.
 */
export async function startPackage(executable: string, home: string, args: readonly string[]): Promise<Packaged> {
  const child = spawn(executable, ['--remote-debugging-port=0', ...args], {
    cwd: home,
    env: await environmentIn(home),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...user,
  })
  const address = await debuggingAddress(child.stderr)
  await windowOpened(address)
  const browser = await chromium.connectOverCDP(address)
  const window = browser.contexts()[0]?.pages()[0]
  if (window === undefined) throw new Error('the package opened no window')
  await window.getByRole('heading', { level: 1 }).waitFor({ timeout: 60_000 })
  return {
    window,
    process: child,
    end: async () => {
      const ended = once(child, 'exit') as Promise<[number | null]>
      child.kill('SIGTERM')
      const [code] = await ended
      return code
    },
  }
}

/** A folder that the ordinary user owns. */
export async function makeHome(path: string): Promise<string> {
  await mkdir(path, { mode: 0o700 })
  await giveAway(path)
  return path
}

async function environmentIn(home: string): Promise<NodeJS.ProcessEnv> {
  const { PATH, DISPLAY, WAYLAND_DISPLAY, XAUTHORITY } = process.env
  const environment = { PATH, DISPLAY, WAYLAND_DISPLAY, HOME: home, USERPROFILE: home, ANOMALYX_PORT: '0' }
  if (XAUTHORITY === undefined) return environment
  const own = join(home, '.Xauthority')
  await copyFile(XAUTHORITY, own)
  await chmod(own, 0o600)
  await giveAway(own)
  return { ...environment, XAUTHORITY: own }
}

async function giveAway(path: string): Promise<void> {
  if (user !== undefined) await chown(path, user.uid, user.gid)
}

async function debuggingAddress(output: Readable): Promise<string> {
  const lines: string[] = []
  for await (const line of createInterface({ input: output })) {
    lines.push(line)
    const address = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1]
    if (address === undefined) continue
    output.resume()
    return address
  }
  throw new Error(`the package ended before its window could be reached:\n${lines.join('\n')}`)
}

/** Playwright finds the windows that are open when it connects, and may miss one that opens at that moment. */
async function windowOpened(address: string): Promise<void> {
  const list = `http://${new URL(address).host}/json/list`
  const isOpen = async () => {
    const targets = (await (await fetch(list)).json()) as readonly { type: string; url: string }[]
    return targets.some(({ type, url }) => type === 'page' && url.startsWith('app:'))
  }
  await expect.poll(isOpen, { timeout: 60_000 }).toBe(true)
}

/** How the processes that draw the window are shut in. Linux only. */
export async function sandboxesOf(executable: string): Promise<{ seccomp: string; user_namespace: string }[]> {
  const found: { seccomp: string; user_namespace: string }[] = []
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!command.startsWith(executable) || !command.includes('--type=renderer')) continue
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    const seccomp = /^Seccomp:\t(\d)$/m.exec(status)?.[1] ?? ''
    found.push({ seccomp, user_namespace: await readlink(`/proc/${pid}/ns/user`) })
  }
  return found
}
