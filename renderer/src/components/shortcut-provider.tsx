import { createContext, useContext, useEffect, useEffectEvent, useState, type ReactNode } from 'react'

import { useSingleKeys } from '../lib/preferences.ts'
import { ShortcutRegistry, takesText, type Shortcut } from '../lib/shortcuts.ts'

const RegistryContext = createContext(new ShortcutRegistry())

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new ShortcutRegistry())
  const [singleKeys] = useSingleKeys()

  useEffect(() => {
    if (!singleKeys) return
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return
      if (takesText(event.target) || document.querySelector('[aria-modal="true"], [role="menu"]')) return
      if (registry.press(event.key, event.timeStamp)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [registry, singleKeys])

  return <RegistryContext value={registry}>{children}</RegistryContext>
}

/** Keys that work while the component is on the screen. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const registry = useContext(RegistryContext)
  const keys = Object.keys(shortcuts).join('|')
  const run = useEffectEvent((key: string) => shortcuts[key]?.())

  useEffect(() => {
    const layer: Shortcut[] = keys.split('|').map((key) => ({ keys: key, run: () => run(key) }))
    return registry.add(layer)
  }, [registry, keys])
}
