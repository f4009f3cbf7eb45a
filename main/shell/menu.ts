import { app, Menu, type MenuItemConstructorOptions } from 'electron'

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
  const help: MenuItemConstructorOptions[] =
    process.platform === 'darwin' ? [] : [{ role: 'help', submenu: [{ role: 'about' }] }]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
      { label: '&File', submenu: [process.platform === 'darwin' ? { role: 'close' } : { role: 'quit' }] },
      { role: 'editMenu' },
      { label: '&View', submenu: view },
      { role: 'windowMenu' },
      ...help,
    ]),
  )
}
