import Box from '@mui/material/Box'
import { createContext, useContext, useState, type ReactNode } from 'react'

import { VISUALLY_HIDDEN } from './visually-hidden.ts'

const AnnounceContext = createContext<(message: string) => void>(() => undefined)

/** Says a message to those who listen to the screen. */
export function useAnnounce(): (message: string) => void {
  return useContext(AnnounceContext)
}

export function Announcer({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState('')
  return (
    <AnnounceContext value={setMessage}>
      {children}
      <Box role="status" aria-label="Announcements" style={VISUALLY_HIDDEN}>
        {message}
      </Box>
    </AnnounceContext>
  )
}
