import { type BrowserWindow, ipcMain, type IpcMainInvokeEvent } from 'electron'

import { CALL_CHANNEL, EVENT_CHANNEL } from '../../contract/bridge.ts'
import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { AppEvent } from '../../contract/events.ts'
import type { Dispatch } from '../handlers/dispatch.ts'
import { answerCall } from './answer.ts'

/** Lets one window call operations; calls from anything but its main frame at `trusted_origin` are refused. */
export function listenToWindow(
  window: BrowserWindow,
  trusted_origin: string,
  dispatch: Dispatch,
  log: (message: string) => void,
): void {
  ipcMain.handle(CALL_CHANNEL, (event, name: unknown, input: unknown) => {
    if (!isTrusted(event, window, trusted_origin)) {
      return { ok: false, problem: toProblem(new AnomalyError('forbidden', 'This page may not call AnomalyX.')) }
    }
    return answerCall(dispatch, log, name, input)
  })
}

function isTrusted(event: IpcMainInvokeEvent, window: BrowserWindow, trusted_origin: string): boolean {
  const frame = event.senderFrame
  return (
    event.sender === window.webContents &&
    frame !== null &&
    frame === window.webContents.mainFrame &&
    frame.url.startsWith(`${trusted_origin}/`)
  )
}

export function forwardEvents(
  window: BrowserWindow,
  subscribe: (listener: (event: AppEvent) => void) => () => void,
): void {
  const unsubscribe = subscribe((event) => {
    if (!window.isDestroyed()) window.webContents.send(EVENT_CHANNEL, event)
  })
  window.once('closed', unsubscribe)
}
