import { app, session } from 'electron'

/** Chromium features that would call out on their own. Must run before Electron is ready. */
export function silenceChromium(): void {
  for (const name of ['disable-background-networking', 'disable-component-update', 'disable-sync', 'no-pings']) {
    app.commandLine.appendSwitch(name)
  }
  app.commandLine.appendSwitch('disable-quic')
  app.commandLine.appendSwitch('disable-field-trial-config')
  // Else a key for cookies, of which there are none, is looked for in the keyring of the desktop.
  app.commandLine.appendSwitch('password-store', 'basic')
  app.commandLine.appendSwitch('no-proxy-server')
  // Some parts ask past every session and its request filter: for them no name of another machine leads anywhere.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1')
}

/** To copy a hash or an address; reading the clipboard is another permission. */
const isNeeded = (permission: string) => permission === 'clipboard-sanitized-write'

/** Denies what the window never needs: permissions, other pages, new windows, web views, and every foreign request. */
export function lockDown(allowed_origin: string): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(isNeeded(permission)))
  defaultSession.setPermissionCheckHandler((_contents, permission) => isNeeded(permission))
  // Without a language there is no dictionary to download, which turning the checker off does not prevent.
  defaultSession.setSpellCheckerLanguages([])
  defaultSession.setSpellCheckerEnabled(false)
  const allowed = [`${allowed_origin}/`, 'devtools://', 'data:', 'blob:', allowed_origin.replace(/^http/, 'ws')]
  defaultSession.webRequest.onBeforeRequest(({ url }, answer) => {
    answer({ cancel: !allowed.some((start) => url.startsWith(start)) })
  })
  app.on('web-contents-created', (_event, contents) => {
    const refuse = (event: Electron.Event) => event.preventDefault()
    contents.on('will-navigate', (event) => {
      if (!event.url.startsWith(`${allowed_origin}/`)) event.preventDefault()
    })
    contents.on('will-redirect', refuse)
    contents.on('will-attach-webview', refuse)
    contents.setWindowOpenHandler(() => ({ action: 'deny' }))
    // The content security policy of this Chromium has no word for WebRTC: it gets no address to talk from.
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}
