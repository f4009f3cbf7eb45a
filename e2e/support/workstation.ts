import type { ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

import { _electron, type ElectronApplication, type Page } from '@playwright/test'

import { type Api, apiOf } from './api.ts'
import { changeSettings } from './settings.ts'

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** A running AnomalyX: its main process, its window, and its port for scripts. */
export interface Workstation {
  readonly app: ElectronApplication
  /** Its main process; `app.process()` cannot be asked any more once the app is closed. */
  readonly process: ChildProcess
  readonly window: Page
  readonly api: Api
  /** What the window complained about: uncaught errors and errors on its console. */
  readonly complaints: string[]
}

export interface LaunchOptions {
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  /** When files are shown before they are imported; most tests drop files to have them imported. */
  readonly preview?: 'when-unsure' | 'always' | 'never'
  /** Whether every step is kept with the page as it was, for a person to look at when the test fails. */
  readonly is_recorded?: boolean
}

/** Starts AnomalyX on a data directory and waits until its window shows a page. */
export async function launch(data_dir: string, options: LaunchOptions = {}): Promise<Workstation> {
  const { executable, args, cwd, environment } = commandOf(data_dir, options)
  const app = await _electron.launch({ executablePath: executable, args, cwd, env: environment, timeout: 60_000 })
  if (options.is_recorded !== false) await app.context().tracing.start({ snapshots: true })
  const window = await app.firstWindow({ timeout: 60_000 })
  const complaints = listenForComplaints(window)
  await window.getByRole('heading', { level: 1 }).waitFor({ timeout: 60_000 })
  const api = await apiOf(window)
  await changeSettings(api, { preview_before_import: options.preview ?? 'never' })
  return { app, process: app.process(), window, api, complaints }
}

/** How AnomalyX is started. */
export function commandOf(data_dir: string, { args = [], environment = {} }: LaunchOptions = {}) {
  const executable = process.env['ANOMALYX_ELECTRON']
  if (executable === undefined) throw new Error('ANOMALYX_ELECTRON is not set; `npm test -- e2e` sets it')
  return {
    executable,
    args: [...(needsNoSandbox() ? ['--no-sandbox'] : []), ...args, ROOT],
    cwd: ROOT,
    environment: { ...inherited(), ANOMALYX_DATA_DIR: data_dir, ANOMALYX_PORT: '0', ...environment },
  }
}

/** Chromium refuses to sandbox what runs as root, as containers do. */
function needsNoSandbox(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0
}

const LEFT_OUT = /^(ANOMALYX_|NODE_OPTIONS$|ELECTRON_RUN_AS_NODE$)/

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || LEFT_OUT.test(name) ? [] : [[name, value] as const],
  )
  return Object.fromEntries(entries)
}

function listenForComplaints(window: Page): string[] {
  const complaints: string[] = []
  window.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  window.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`)
  })
  return complaints
}

/** Ends every process of an AnomalyX at once, as a power cut would. */
export async function killAtOnce({ process: child }: Workstation): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // Playwright starts the app as the leader of a process group of its own, except on Windows.
  if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL')
  else child.kill('SIGKILL')
  await ended
}
