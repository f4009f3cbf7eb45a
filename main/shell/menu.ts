import {
  app,
  type BaseWindow,
  BrowserWindow,
  type KeyboardInputEvent,
  Menu,
  type MenuItemConstructorOptions,
} from 'electron'

/** The standard menus, without those that open the web; About tells name and version, and so whether it is a test build. */
export function setMenu(is_development: boolean): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  if (is_development) view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' })
  app.setAboutPanelOptions({ applicationName: app.name, applicationVersion: app.getVersion() })
  // There About is in the app's own menu.
  const about: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [] : [{ type: 'separator' }, { role: 'about' }]
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [{ label: '&Keyboard Shortcuts', click: pressing('?', 'shift') }, ...about],
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      {
        label: '&File',
        submenu: [
          {
            label: '&Import Files…',
            accelerator: 'CmdOrCtrl+O',
            // The page answers the key itself.
            registerAccelerator: false,
            click: pressing('O', process.platform === 'darwin' ? 'meta' : 'control'),
          },
          { type: 'separator' },
          process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      { label: '&View', submenu: view },
      { role: 'windowMenu' },
      help,
    ]),
  )
}

/** Presses a key of the page: what the menu offers is what the key does. */
function pressing(keyCode: string, modifier: 'control' | 'meta' | 'shift') {
  return (_item: unknown, window: BaseWindow | undefined) => {
    if (!(window instanceof BrowserWindow)) return
    const key = { keyCode, modifiers: [modifier] } satisfies Partial<KeyboardInputEvent>
    for (const type of ['keyDown', 'keyUp'] as const) window.webContents.sendInputEvent({ type, ...key })
  }
}
