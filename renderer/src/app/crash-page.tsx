import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'

/** Stands in for a page that could not be drawn. */
export function CrashPage() {
  return (
    <Box role="alert" sx={{ p: 4, maxWidth: 560 }}>
      <Typography variant="h1">This page could not be shown</Typography>
      <Typography color="textSecondary" sx={{ my: 1 }}>
        The window met an error it did not expect. Captures and alerts are safe: they are kept outside of the window.
      </Typography>
      <Button variant="contained" onClick={() => window.location.reload()}>
        Reload the window
      </Button>
    </Box>
  )
}
