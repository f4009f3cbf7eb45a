import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

/** What can be open over the grid. */
export type GridPanel = 'columns' | 'time'

let open: GridPanel | null = null
const listeners = new Set<() => void>()

/** Opens a panel, which is drawn at once: the next key is meant for it. */
export function openGridPanel(panel: GridPanel): void {
  open = panel
  flushSync(tell)
}

export function closeGridPanel(): void {
  open = null
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The panel that is open: the grid, the palette of commands and keys open them. */
export function useGridPanel(): GridPanel | null {
  return useSyncExternalStore(subscribe, () => open)
}
