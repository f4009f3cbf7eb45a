import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useId, type ReactNode } from 'react'

interface PanelProps {
  title: string
  /** Beside the title, such as a count or a link. */
  aside?: ReactNode
  /** Lets content such as a table reach the border. */
  flush?: boolean
  children: ReactNode
}

/** A bordered part of a page with its heading. */
export function Panel({ title, aside, flush = false, children }: PanelProps) {
  const id = useId()
  return (
    <Box
      component="section"
      aria-labelledby={id}
      sx={{
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
        minWidth: 0,
        display: 'flex',
        flexDirection: 'column',
        overflow: 'hidden',
      }}
    >
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          flexWrap: 'wrap',
          columnGap: 1.5,
          px: 1.75,
          pt: 1,
          pb: 0.75,
          minHeight: 40,
        }}
      >
        <Typography variant="h2" id={id} sx={{ mr: 'auto' }}>
          {title}
        </Typography>
        {aside}
      </Box>
      <Box sx={flush ? {} : { px: 1.75, pb: 1.5, flex: 1, minWidth: 0 }}>{children}</Box>
    </Box>
  )
}
