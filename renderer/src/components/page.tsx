import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useEffect, type ReactNode } from 'react'

import { InTurn } from './in-turn.tsx'

interface PageProps {
  title: string
  /** Filters and actions beside the title. */
  tools?: ReactNode
  /** Fills the height of the window and scrolls inside. */
  fixed?: boolean
  children: ReactNode
}

/** A place of the window: its title, its tools, and its parts, drawn in turn. */
export function Page({ title, tools, fixed = false, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · AnomalyX`
  }, [title])

  return (
    <Box
      sx={{
        display: 'flex',
        flexDirection: 'column',
        gap: 1.5,
        p: 2,
        pt: 1.5,
        // The scroll bar's own room follows.
        pr: 0.75,
        ...(fixed ? { height: 1 } : { minHeight: 1 }),
      }}
    >
      <Box component="header" sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 1, minHeight: 36 }}>
        <InTurn>
          <Typography variant="h1" sx={{ mr: 'auto' }}>
            {title}
          </Typography>
          {tools}
        </InTurn>
      </Box>
      <InTurn>{children}</InTurn>
    </Box>
  )
}
