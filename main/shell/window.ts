import { fileURLToPath } from 'node:url'

import { BrowserWindow, nativeTheme } from 'electron'

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url))

/** The one window; it shows itself when its first picture is ready. */
export function createWindow(): BrowserWindow {
  const window = new BrowserWindow({
    title: 'AnomalyX',
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 560,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#0f1419' : '#ffffff',
    webPreferences: {
      preload: PRELOAD,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      // What was compiled at the first start is there at the second, not only at the third as on the web.
      v8CacheOptions: 'bypassHeatCheck',
    },
  })
  window.once('ready-to-show', () => window.show())
  return window
}
