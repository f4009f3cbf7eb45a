import { extname, join } from 'node:path'

import { app, BrowserWindow, dialog } from 'electron'

const FORMAT_NAMES: ReadonlyMap<string, string> = new Map([
  ['csv', 'CSV'],
  ['jsonl', 'JSON lines'],
  ['html', 'HTML page'],
])

/** Asks in the window where a file goes; null when the person changes their mind. */
export async function chooseSavePath(suggested_name: string): Promise<string | null> {
  const extension = extname(suggested_name).slice(1)
  const options = {
    defaultPath: join(app.getPath('downloads'), suggested_name),
    filters: [{ name: FORMAT_NAMES.get(extension) ?? extension, extensions: [extension] }],
  }
  const [window] = BrowserWindow.getAllWindows()
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options))
  return canceled || filePath === '' ? null : filePath
}
