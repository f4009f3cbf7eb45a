import { useState } from 'react'
import { useNavigate } from 'react-router'

import { useShortcuts } from '../components/shortcut-provider.tsx'
import { PLACES } from './places.tsx'
import { ShortcutHelp } from './shortcut-help.tsx'

/** Keys that work at every place. */
export function GlobalShortcuts() {
  const navigate = useNavigate()
  const [helpOpen, setHelpOpen] = useState(false)
  const places = Object.fromEntries(PLACES.map(({ keys, address }) => [keys, () => void navigate(address)]))
  useShortcuts({ ...places, 'g s': () => void navigate('/settings'), '?': () => setHelpOpen(true) })
  return <ShortcutHelp open={helpOpen} onClose={() => setHelpOpen(false)} />
}
