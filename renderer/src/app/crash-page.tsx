import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useEffect } from 'react'

import { forgetPlace } from './last-place.ts'

/** Stands in for a page that could not be drawn. */
export function CrashPage() {
  // Not to be met again at the next start.
  useEffect(forgetPlace, [])
  return (
    <Box role="alert" sx={{ p: 4, maxWidth: 560 }}>
      <Typography variant="h1">This page could not be shown</Typography>
      <Typography color="textSecondary" sx={{ my: 1 }}>
        An unexpected error occurred in the window. Captures and alerts are not affected: they are stored outside the
        window.
      </Typography>
      <Button variant="contained" onClick={() => window.location.reload()}>
        Reload the window
      </Button>
    </Box>
  )
}
