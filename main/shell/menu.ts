import { Menu, type MenuItemConstructorOptions } from 'electron'

/** The standard menus, without those that open the web. */
export function setMenu(is_development: boolean): void {
  const view: MenuItemConstructorOptions[] = [
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  if (is_development) view.push({ type: 'separator' }, { role: 'reload' }, { role: 'toggleDevTools' })
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
