import { createContext, useContext, useEffect, useEffectEvent, useState, type ReactNode } from 'react'

import { useSingleKeys } from '../lib/preferences.ts'
import { ShortcutRegistry, takesText, type Shortcut } from '../lib/shortcuts.ts'
import { HeldKeyEvent, typeHeldKey } from '../lib/type-key.ts'
import { isUnfinished } from '../lib/unfinished.ts'
import { awaitSending } from '../lib/unsent.ts'
import { useIsGoing } from './use-destination.ts'

const RegistryContext = createContext(new ShortcutRegistry())

/** Keys that may be text once the field that they wait for is there. */
const isTextKey = (key: string) => key.length === 1 || key === 'Enter' || key === 'Backspace'

/** Whether a key pressed there is meant for a field, a dialog or a menu, and not for a shortcut. */
const goesElsewhere = (target: EventTarget | null) =>
  takesText(target) || document.querySelector('[aria-modal="true"], [role="menu"]') !== null

export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [registry] = useState(() => new ShortcutRegistry(isUnfinished))
  const [singleKeys] = useSingleKeys()
  const areShortcuts = useEffectEvent(() => singleKeys)

  useEffect(() => awaitSending(() => registry.isHolding), [registry])
  useEffect(() => {
    let frame: number | null = null
    const retry = () => {
      registry.retry(performance.now(), typeHeldKey)
      frame = registry.isHolding ? requestAnimationFrame(retry) : null
    }
    const drop = () => registry.drop()
    // A key that goes to a field by itself comes after those that were held for the field.
    const onKeyDownFirst = (event: KeyboardEvent) => {
      if (event instanceof HeldKeyEvent || !registry.isHolding) return
      if (goesElsewhere(event.target)) registry.retry(performance.now(), typeHeldKey)
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event instanceof HeldKeyEvent) return
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return
      if (goesElsewhere(event.target)) return
      const isClaimedTab = event.key === 'Tab' && !event.shiftKey && registry.claims('Tab')
      // Leaving by keyboard cancels the keys that are still held.
      if ((event.key === 'Tab' && !isClaimedTab) || event.key === 'Escape') drop()
      if (registry.isHolding && !isClaimedTab && !isTextKey(event.key)) return
      // A key held down repeats as fast as the page follows.
      const isTaken = (registry.isHolding && event.repeat) || (isClaimedTab ? pressTab(event) : pressIn(event))
      if (isTaken) event.preventDefault()
      if (registry.isHolding) frame ??= requestAnimationFrame(retry)
    }
    const pressIn = ({ key, timeStamp }: KeyboardEvent) => {
      if (!registry.isHolding && !areShortcuts()) return false
      // Space and Enter press buttons, unless they are part of a text that waits for its field; Tab and arrows move.
      if (!registry.isHolding && (key.length > 1 || key === ' ') && key !== 'Escape') return false
      return registry.press(key, timeStamp)
    }
    // One Tab more leaves the text behind the first where it is meant to go.
    const pressTab = ({ key, timeStamp }: KeyboardEvent) => registry.isHeld(key) || registry.press(key, timeStamp)
    window.addEventListener('keydown', onKeyDownFirst, true)
    window.addEventListener('keydown', onKeyDown)
    window.addEventListener('pointerdown', drop, true)
    window.addEventListener('blur', drop)
    return () => {
      drop()
      if (frame !== null) cancelAnimationFrame(frame)
      window.removeEventListener('keydown', onKeyDownFirst, true)
      window.removeEventListener('keydown', onKeyDown)
      window.removeEventListener('pointerdown', drop, true)
      window.removeEventListener('blur', drop)
    }
  }, [registry])

  return <RegistryContext value={registry}>{children}</RegistryContext>
}

export const useShortcutRegistry = () => useContext(RegistryContext)

/**
 * Keys that work while the component is on the screen. One whose function answers `false` waits until what it acts on
 * is there; all keys wait while another place is on its way to the screen.
 */
export function useShortcuts(shortcuts: Readonly<Record<string, () => unknown>>): void {
  const registry = useShortcutRegistry()
  const [singleKeys] = useSingleKeys()
  const keys = Object.keys(shortcuts).join('|')
  const run = useEffectEvent((key: string) => shortcuts[key]?.())
  const isGoing = useIsGoing()

  useEffect(() => {
    if (!singleKeys) return undefined
    const layer: Shortcut[] = keys.split('|').map((key) => ({ keys: key, run: () => run(key) }))
    return registry.add(layer)
  }, [registry, keys, singleKeys])

  useEffect(() => registry.holdWhile(isGoing), [registry, isGoing])
}

/** Moves the focus to an element, and answers whether it is there. */
export function moveFocusTo(element: HTMLElement | null): boolean {
  element?.focus()
  return element !== null && document.activeElement === element
}
