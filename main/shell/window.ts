import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { BrowserWindow, nativeTheme, screen } from 'electron'

import { writeOwnFile } from '../disk/own-file.ts'
import { keptText, keptWindow } from './window-bounds.ts'

const PRELOAD = fileURLToPath(new URL('../preload/index.cjs', import.meta.url))

/**
 * The one window; it shows itself when its first picture is ready.
 * @param kept_path file in which it keeps where it is from one start to the next
 */
export function createWindow(kept_path: string): BrowserWindow {
  const kept = keptWindow(
    readKept(kept_path),
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    title: 'AnomalyX',
    width: 1440,
    height: 900,
    ...kept?.bounds,
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
  window.once('ready-to-show', () => {
    if (kept?.is_maximized === true) window.maximize()
    else window.show()
  })
  window.on('close', () => keep(window, kept_path))
  return window
}

function readKept(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** A disk that is full keeps nobody from closing the window. */
function keep(window: BrowserWindow, path: string): void {
  try {
    writeOwnFile(path, keptText({ bounds: window.getNormalBounds(), is_maximized: window.isMaximized() }))
  } catch {
    return
  }
}
