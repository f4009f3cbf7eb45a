import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'

/** Asks in the window for a folder; null when the person changes their mind. */
export async function chooseFolder(): Promise<string | null> {
  const options: OpenDialogOptions = { properties: ['openDirectory'] }
  const [window] = BrowserWindow.getAllWindows()
  const { canceled, filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options))
  return canceled ? null : (filePaths[0] ?? null)
}
