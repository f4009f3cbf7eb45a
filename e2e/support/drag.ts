import type { Page } from '@playwright/test'

/** Drags files from outside onto the window and lets them fall, as the desktop would. */
export async function dropFiles(window: Page, paths: readonly string[]): Promise<void> {
  const session = await window.context().newCDPSession(window)
  const { width, height } = await window.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  const place = { x: Math.round(width / 2), y: Math.round(height / 2) }
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...place, data })
  }
  await session.detach()
}
