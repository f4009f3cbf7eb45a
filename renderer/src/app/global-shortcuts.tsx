import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useShortcuts } from '../components/shortcut-provider.tsx'
import { CommandPalette } from './command-palette.tsx'
import { PLACES } from './places.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'

/** Keys that work at every place. */
export function GlobalShortcuts() {
  const navigate = useNavigate()
  const [helpOpen, setHelpOpen] = useState(false)
  const goTo = (address: string) => {
    void navigate(address)
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
