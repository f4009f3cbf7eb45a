import type { Health } from '../contract/system.ts'
import { expect, test } from './fixtures.ts'
import type { Workstation } from './support/workstation.ts'

test.skip(process.platform === 'win32', 'Windows has no signal that makes a process stand still')

async function engineProcess({ app }: Workstation): Promise<number> {
  const pids = await app.evaluate(({ app: electron }) =>
    electron.getAppMetrics().flatMap(({ pid, name }) => (name === 'AnomalyX engine' ? pid : [])),
  )
  expect(pids).toHaveLength(1)
  return pids[0] ?? 0
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Begins a long import, and makes the engine stand still in the middle of it. */
async function hang(workstation: Workstation, path: string): Promise<number> {
  const { api } = workstation
  await workstation.window.evaluate((given) => anomalyx.call('captures.import', { path: given }), path)
  await expect.poll(async () => (await api.jobs())[0]?.rows_read ?? 0).toBeGreaterThan(0)
  const pid = await engineProcess(workstation)
  process.kill(pid, 'SIGSTOP')
  return pid
}

test('closing the window ends an engine that hangs, and everything else, in five seconds', async ({
  workstation,
  long_capture,
}) => {
  const engine = await hang(workstation, long_capture)
  const { app } = workstation
  const ended = new Promise((resolve) => workstation.process.once('exit', resolve))
  await app.context().tracing.stop()
  const begun_ms = Date.now()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await ended).toBe(0)
  expect(Date.now() - begun_ms).toBeLessThan(5000)
  await expect.poll(() => isAlive(engine)).toBe(false)
})

test('an engine that hangs is told in the status bar, fails its import, and is replaced', async ({
  workstation,
  long_capture,
}, info) => {
  test.setTimeout(120_000)
  const { window, api } = workstation
  const engine = await hang(workstation, long_capture)
  const status = window.getByRole('contentinfo', { name: 'Status' })
  await expect(status).toContainText('Engine: The engine made no progress for 30 s', { timeout: 60_000 })
  await window.screenshot({ path: info.outputPath('hung.png') })
  await expect.poll(async () => (await api.jobs())[0]?.error?.detail).toContain('made no progress')
  await expect.poll(() => api.read<Health>('/health')).toEqual({ status: 'ok' })
  await expect(status).not.toContainText('Engine: ')
  expect(isAlive(engine)).toBe(false)
})
