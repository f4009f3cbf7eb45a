import { contextBridge, ipcRenderer, webUtils } from 'electron'

import { type AnomalyBridge, CALL_CHANNEL, EVENT_CHANNEL, type WindowEvent } from '../contract/bridge.ts'

const bridge: AnomalyBridge = {
  call: (name, input) => ipcRenderer.invoke(CALL_CHANNEL, name, input),
  onEvent: (listener) => {
    const onMessage = (_event: unknown, message: WindowEvent) => listener(message)
    ipcRenderer.on(EVENT_CHANNEL, onMessage)
    return () => {
      ipcRenderer.off(EVENT_CHANNEL, onMessage)
    }
  },
  pathOf: (file) => webUtils.getPathForFile(file),
}

contextBridge.exposeInMainWorld('anomalyx', Object.freeze(bridge))
