import { useSyncExternalStore } from 'react'

const KEY = 'anomalyx.single-key-shortcuts'
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function setSingleKeys(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off')
  for (const listener of listeners) listener()
}

/** Whether single keys are shortcuts: speech input and some keyboards need them off. Kept by this window only. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(subscribe, () => localStorage.getItem(KEY) !== 'off')
  return [on, setSingleKeys]
}
