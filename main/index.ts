import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { app, type BrowserWindow, dialog } from 'electron'

import { toProblem } from '../contract/errors.ts'
import { closeInTime } from './closing.ts'
import { type App, composeApp } from './compose.ts'
import { openDataDirectory } from './disk/data-directory.ts'
import { DEFAULT_PORT } from './http/default-port.ts'
import type { HttpServer } from './http/server.ts'
import { forwardEvents, listenToWindow } from './ipc/listen.ts'
import { dataDir, DEFAULT_BUNDLE_DIR, SAMPLE_PATH } from './paths.ts'
import { serveHttp } from './serve-http.ts'
import { APP_ORIGIN, registerAppScheme, serveAppScheme } from './shell/app-protocol.ts'
import { settleInDataDir, startSilently } from './shell/environment.ts'
import { lockDown, silenceChromium } from './shell/lockdown.ts'
import { openLog } from './shell/log.ts'
import { setMenu } from './shell/menu.ts'
import { WindowClosing } from './shell/close-window.ts'
import { answerVersion } from './shell/version.ts'
import { launchUtilityEngine, launchUtilityTraining } from './shell/utility-process.ts'
import { chooseFolder } from './shell/folder-dialog.ts'
import { chooseSavePath } from './shell/save-dialog.ts'
import { tuneWindow } from './shell/window-flags.ts'
import { createWindow } from './shell/window.ts'

const RENDERER_DIR = fileURLToPath(new URL('../renderer', import.meta.url))

answerVersion()
startSilently()

const data_dir = dataDir()
const dev_url = app.isPackaged ? undefined : process.env['ANOMALYX_DEV_URL']
const origin = dev_url === undefined ? APP_ORIGIN : new URL(dev_url).origin

let log: (message: string) => void = () => undefined
try {
  openDataDirectory(data_dir)
  settleIn(join(data_dir, 'window'))
  log = openLog(data_dir)
  begin()
} catch (error) {
  // Chromium writes somewhere before it can show why AnomalyX does not start.
  settleIn(mkdtempSync(join(tmpdir(), 'anomalyx-')))
  void app.whenReady().then(() => failToStart(error))
}

function settleIn(window_dir: string): void {
  settleInDataDir(window_dir)
  app.setPath('userData', window_dir)
}

function begin(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  registerAppScheme()
  silenceChromium()
  tuneWindow()
  void app.whenReady().then(start).catch(failToStart)
}

async function start(): Promise<void> {
  lockDown(origin)
  serveAppScheme(RENDERER_DIR)
  setMenu(dev_url !== undefined)
  const anomalyx = await composeApp({
    version: app.getVersion(),
    data_dir,
    bundle_dir: DEFAULT_BUNDLE_DIR,
    sample_path: SAMPLE_PATH,
    launchEngine: launchUtilityEngine,
    launchTraining: launchUtilityTraining,
    log,
    chooseSavePath,
    chooseFolder,
    window: { keepOpen: () => closing.keepOpen(), close: () => closing.close() },
  })
  for (const notice of anomalyx.system.status().notices) log(notice)
  const server = await listenForScripts(anomalyx)
  const window = createWindow(join(data_dir, 'window', 'bounds.json'))
  listenToWindow(window, origin, anomalyx.dispatch, log)
  forwardEvents(window, (listener) => anomalyx.events.subscribe(listener))
  window.webContents.on('did-navigate-in-page', () => anomalyx.pageOpens())
  const closing = new WindowClosing(window, () => anomalyx.underWay())
  quitInOrder(anomalyx, server, window, closing)
  await window.loadURL(`${dev_url ?? APP_ORIGIN}/`)
  await anomalyx.rehearse()
}

/** The window works without the HTTP port; system.status reports when it is missing. */
async function listenForScripts(anomalyx: App): Promise<HttpServer | undefined> {
  try {
    const port = Number(process.env['ANOMALYX_PORT'] ?? DEFAULT_PORT)
    return await serveHttp(anomalyx, data_dir, port)
  } catch (error) {
    log(`http: ${String(error)}`)
    return undefined
  }
}

function quitInOrder(
  anomalyx: App,
  server: HttpServer | undefined,
  window: BrowserWindow,
  closing: WindowClosing,
): void {
  app.on('second-instance', () => {
    if (window.isMinimized()) window.restore()
    window.focus()
  })
  app.on('window-all-closed', () => app.quit())
  let is_closed = false
  app.on('before-quit', (event) => {
    if (is_closed) return
    event.preventDefault()
    // Its end quits once more.
    if (!window.isDestroyed()) {
      window.close()
      return
    }
    void closeInTime(anomalyx, server, closing.elapsedMs())
      .catch((error: unknown) => log(`closing: ${String(error)}`))
      .finally(() => {
        is_closed = true
        app.quit()
      })
  })
}

function failToStart(error: unknown): void {
  const { code, detail } = toProblem(error)
  log(`start: ${code === 'internal' && error instanceof Error ? (error.stack ?? error.message) : detail}`)
  process.stderr.write(`AnomalyX cannot start: ${detail}\n`)
  dialog.showErrorBox('AnomalyX cannot start', detail)
  app.exit(1)
}
