import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

let isOpen = false
const listeners = new Set<() => void>()

/** Opens the panel of columns, which is drawn at once: the next key is meant for it. */
export function openColumnsPanel(): void {
  isOpen = true
  flushSync(tell)
}

export function closeColumnsPanel(): void {
  isOpen = false
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether the panel of columns is open: the grid, the palette of commands and a key open it. */
export function useIsColumnsPanelOpen(): boolean {
  return useSyncExternalStore(subscribe, () => isOpen)
}
