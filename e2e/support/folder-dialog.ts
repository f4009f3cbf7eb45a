import type { ElectronApplication } from '@playwright/test'

/** The folder that the next dialogs for one answer: nobody is there to choose in one. */
export async function chooseInDialog(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
  }, folder)
}
