import type { ElectronApplication } from '@playwright/test'

/** What the next save dialogs answer: nobody is there to choose in one. */
export async function saveTo(app: ElectronApplication, target: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, target)
}
