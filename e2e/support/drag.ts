import type { Page } from '@playwright/test'

type DragStep = 'dragEnter' | 'dragOver' | 'drop'

/** Drags files from outside onto the window and lets them fall, as the desktop would. */
export async function dropFiles(window: Page, paths: readonly string[]): Promise<void> {
  await dragFiles(window, paths, ['dragEnter', 'dragOver', 'drop'])
}

export async function dragFiles(window: Page, paths: readonly string[], steps: readonly DragStep[]): Promise<void> {
  const session = await window.context().newCDPSession(window)
  const { width, height } = await window.evaluate(() => ({ width: innerWidth, height: innerHeight }))
  const place = { x: Math.round(width / 2), y: Math.round(height / 2) }
  const data = { items: [], files: [...paths], dragOperationsMask: 1 }
  for (const type of steps) await session.send('Input.dispatchDragEvent', { type, ...place, data })
  await session.detach()
}
