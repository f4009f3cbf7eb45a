import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

interface SecondLineProps {
  /** Goes on below where a narrow window has no room for it; otherwise it is cut. */
  wraps?: boolean
  children: ReactNode
}

/** What stands small below the first line of a cell. */
export function SecondLine({ wraps = false, children }: SecondLineProps) {
  return (
    <Box
      sx={{
        fontSize: 11.5,
        color: 'text.secondary',
        fontWeight: 400,
        whiteSpace: wraps ? { xs: 'normal', lg: 'nowrap' } : 'nowrap',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
      }}
    >
      {children}
    </Box>
  )
}
