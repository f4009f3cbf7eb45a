import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import type { Page, TestInfo } from '@playwright/test'

import { untilWhole } from './whole.ts'

/** Keeps a picture of the window as it is once all of it is drawn. */
export async function picture(window: Page, info: TestInfo, name: string): Promise<void> {
  await untilWhole(window)
  const path = join(dirname(info.outputDir), 'screens', `${name}.png`)
  await mkdir(dirname(path), { recursive: true })
  await window.mouse.move(720, 2)
  await window.screenshot({ path, animations: 'disabled' })
  await info.attach(name, { path, contentType: 'image/png' })
}
