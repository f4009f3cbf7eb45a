import Box from '@mui/material/Box'

/** Lets keyboards pass over the rail. */
export function SkipLink() {
  return (
    <Box
      component="a"
      href="#main"
      onClick={(event) => {
        // The address belongs to the router.
        event.preventDefault()
        document.getElementById('main')?.focus()
      }}
      sx={{
        position: 'fixed',
        top: 8,
        left: 8,
        zIndex: 'tooltip',
        px: 1.5,
        py: 0.75,
        borderRadius: 1,
        bgcolor: 'primary.main',
        color: 'primary.contrastText',
        transform: 'translateY(-60px)',
        '&:focus': { transform: 'none' },
      }}
    >
      Skip to content
    </Box>
  )
}
