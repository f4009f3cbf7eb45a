import Box from '@mui/material/Box'
import type { ReactNode } from 'react'

/** What stands small below the first line of a cell. */
export function SecondLine({ children }: { children: ReactNode }) {
  return (
    <Box
      sx={{
        fontSize: 11.5,
        color: 'text.secondary',
        fontWeight: 400,
        whiteSpace: 'nowrap',
        overflow: 'hidden',
        textOverflow: 'ellipsis',
      }}
    >
      {children}
    </Box>
  )
}
