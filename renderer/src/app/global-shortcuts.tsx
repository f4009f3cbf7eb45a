import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useDestination } from '../components/use-destination.ts'
import { useShortcuts } from '../components/shortcut-provider.tsx'
import { addressInRange, rangeAt } from '../lib/time-range.ts'
import { CommandPalette } from './command-palette.tsx'
import { PLACES } from './places.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'

/** Keys that work at every place. */
export function GlobalShortcuts() {
  const navigate = useNavigate()
  const destination = useDestination()
  const [helpOpen, setHelpOpen] = useState(false)
  const goTo = (address: string) => {
    const { pathname, search } = destination()
    void navigate(addressInRange(address, rangeAt(pathname, search)))
    // Focus must not stay on what belonged to the place before.
    document.getElementById('main')?.focus()
  }
  const places = Object.fromEntries(PLACES.map(({ keys, address }) => [keys, () => goTo(address)]))
  useShortcuts({ ...places, 'g s': () => goTo('/settings'), '?': () => setHelpOpen(true) })
  return (
    <>
      <CommandPalette onShortcuts={() => setHelpOpen(true)} />
      <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
    </>
  )
}
