import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'

interface Opener {
  readonly isOpen: boolean
  readonly open: () => void
  readonly close: () => void
}

const nothing = () => undefined
const OpenerContext = createContext<Opener>({ isOpen: false, open: nothing, close: nothing })

/** The dialog that begins to follow an interface or a folder: whether it is open, and what opens and closes it. */
export function useFollowDialog(): Opener {
  return useContext(OpenerContext)
}

export function FollowOpener({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false)
  const opener = useMemo(() => ({ isOpen, open: () => setOpen(true), close: () => setOpen(false) }), [isOpen])
  return <OpenerContext value={opener}>{children}</OpenerContext>
}
