import { spawn } from 'node:child_process'

import { expect, test } from './fixtures.ts'
import { commandOf } from './support/workstation.ts'

test('a second start on the same data ends at once and leaves the first one alone', async ({ window, data_dir }) => {
  const { executable, args, cwd, environment } = commandOf(data_dir)
  const second = spawn(executable, args, { cwd, env: environment, stdio: 'ignore' })
  const code = await new Promise((resolve) => second.once('exit', resolve))
  expect(code).toBe(0)
  await expect(window.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible()
})

test('the window comes back where it was', async ({ app, relaunch }) => {
  const bounds = { x: 40, y: 30, width: 1010, height: 640 }
  await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds)
  const again = await relaunch()
  expect(await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds())).toEqual(bounds)
})

test('closing the window ends every process', async ({ app, window, workstation }) => {
  const pids = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid }) => pid))
  expect(pids.length).toBeGreaterThan(2)
  const ended = new Promise((resolve) => workstation.process.once('exit', resolve))
  await app.context().tracing.stop()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  expect(await ended).toBe(0)
  expect(window.isClosed()).toBe(true)
  await expect.poll(() => pids.filter(isAlive)).toEqual([])
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
