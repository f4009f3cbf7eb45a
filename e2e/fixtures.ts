import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type ElectronApplication, type Page, test as base, type TestInfo } from '@playwright/test'

import type { Api } from './support/api.ts'
import { writeCapture } from './support/captures.ts'
import { launch, type LaunchOptions, type Workstation } from './support/workstation.ts'

interface Fixtures {
  /** Complaints of the window that a test provokes on purpose; any other one fails the test. */
  expected_complaints: RegExp | null
  launch_options: LaunchOptions
  /** Where this test's AnomalyX keeps everything. */
  data_dir: string
  /** For files a test writes. */
  files_dir: string
  /** Starts an AnomalyX that is closed when the test ends: on the test's data, or on other data of that name. */
  start: (other?: string) => Promise<Workstation>
  workstation: Workstation
  app: ElectronApplication
  window: Page
  api: Api
  /** Closes AnomalyX as a person would, and starts it again on the same data. */
  relaunch: () => Promise<Workstation>
}

interface WorkerFixtures {
  /** 300,000 flows: long enough to be caught in the middle. */
  long_capture: string
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  expected_complaints: [null, { option: true }],
  launch_options: [{}, { option: true }],

  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures off the first parameter.
  data_dir: async ({}, use) => {
    await inTemporaryFolder('data', use)
  },

  // eslint-disable-next-line no-empty-pattern -- as above
  files_dir: async ({}, use) => {
    await inTemporaryFolder('files', use)
  },

  start: async ({ launch_options, expected_complaints, data_dir, files_dir }, use, info) => {
    const started: Workstation[] = []
    await use(async (other) => {
      const workstation = await launch(other === undefined ? data_dir : join(files_dir, other), launch_options)
      started.push(workstation)
      return workstation
    })
    for (const [place, workstation] of started.entries()) {
      await keepEvidence(workstation, info, place)
      await close(workstation)
    }
    const unexpected = started
      .flatMap(({ complaints }) => complaints)
      .filter((complaint) => !expected_complaints?.test(complaint))
    if (info.errors.length === 0 && unexpected.length > 0) throw new Error(`the window:\n${unexpected.join('\n')}`)
  },

  workstation: async ({ start }, use) => {
    await use(await start())
  },

  app: async ({ workstation }, use) => {
    await use(workstation.app)
  },

  window: async ({ workstation }, use) => {
    await use(workstation.window)
  },

  api: async ({ workstation }, use) => {
    await use(workstation.api)
  },

  relaunch: async ({ start, workstation }, use) => {
    let current = workstation
    await use(async () => {
      await close(current)
      current = await start()
      return current
    })
  },

  long_capture: [
    // eslint-disable-next-line no-empty-pattern -- as above
    async ({}, use) => {
      await inTemporaryFolder('long', async (folder) => {
        await use(await writeCapture(join(folder, 'long.csv'), { flows: 4000, repeat: 75 }))
      })
    },
    { scope: 'worker' },
  ],
})

export { expect } from '@playwright/test'

async function inTemporaryFolder(purpose: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), `anomalyx-e2e-${purpose}-`))
  await use(folder)
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
}

const hasEnded = ({ process }: Workstation) => process.exitCode !== null || process.signalCode !== null

async function close(workstation: Workstation): Promise<void> {
  if (!hasEnded(workstation)) await workstation.app.close()
}

/** What a person wants to see of a test that failed: the last picture, and every step with the page as it was. */
async function keepEvidence(workstation: Workstation, info: TestInfo, place: number): Promise<void> {
  if (info.status === info.expectedStatus || hasEnded(workstation)) return
  const picture = info.outputPath(`window-${place + 1}.png`)
  const trace = info.outputPath(`trace-${place + 1}.zip`)
  await workstation.window.screenshot({ path: picture, timeout: 5000 }).catch(() => undefined)
  await workstation.app
    .context()
    .tracing.stop({ path: trace })
    .catch(() => undefined)
  await info.attach(`window ${place + 1}`, { path: picture, contentType: 'image/png' }).catch(() => undefined)
  await info.attach(`trace ${place + 1}`, { path: trace, contentType: 'application/zip' }).catch(() => undefined)
}
