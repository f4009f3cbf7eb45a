import { useEffect, useEffectEvent, type RefObject } from 'react'

import { useShortcutRegistry } from './shortcut-provider.tsx'
import { useIsGoing } from './use-destination.ts'

interface Content {
  /** Whether something is meant to be in the region. */
  readonly isAwaited: () => boolean
  /** Whether what is in it is what was asked for last. */
  readonly isShown?: () => boolean
}

/**
 * Tab from a region that has the focus itself to what is first in it, as soon as that is there: while it is being read
 * there is nothing in the region to go to, and Tab would pass over it. What is typed after it waits behind it.
 */
export function useTabInto(region: RefObject<HTMLElement | null>, { isAwaited, isShown = () => true }: Content): void {
  const registry = useShortcutRegistry()
  const isGoing = useIsGoing()
  const first = useEffectEvent(() => (isGoing() || !isShown() ? undefined : firstStop(region.current)))
  const applies = useEffectEvent(() => {
    if (document.activeElement !== region.current) return false
    return registry.isHolding || ((isGoing() || isAwaited()) && first() === undefined)
  })

  useEffect(() => {
    const run = () => {
      const stop = first()
      stop?.focus()
      return stop !== undefined
    }
    return registry.add([{ keys: 'Tab', run, applies: () => applies() }])
  }, [registry])
}

const STOPS = 'a[href], :is(button, input, select, textarea):not(:disabled), [tabindex]'

function firstStop(region: HTMLElement | null): HTMLElement | undefined {
  const stops = region?.querySelectorAll<HTMLElement>(STOPS) ?? []
  return [...stops].find((stop) => stop.tabIndex >= 0 && stop.checkVisibility())
}
