import CloseIcon from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import IconButton from '@mui/material/IconButton'
import Tooltip from '@mui/material/Tooltip'
import Typography from '@mui/material/Typography'
import type { ReactNode } from 'react'

export type Tone = 'active' | 'good' | 'bad' | 'quiet'

const EDGES: Readonly<Record<Tone, string>> = {
  active: 'primary.main',
  good: 'success.main',
  bad: 'error.main',
  quiet: 'var(--control-border)',
}

interface ImportCardProps {
  /** What it is, when it is no import. */
  what?: string
  name: string
  /** One or two words: where it stands. */
  state: string
  tone: Tone
  children?: ReactNode
  actions?: ReactNode
  onDismiss?: () => void
}

/** One import: its name, where it stands, and what can be done about it. */
export function ImportCard({ what = 'Import', name, state, tone, children, actions, onDismiss }: ImportCardProps) {
  return (
    <Box
      component="article"
      aria-label={`${what} of ${name}`}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1.5,
        px: 1.75,
        py: 1.25,
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
        borderLeft: '3px solid',
        borderLeftColor: EDGES[tone],
      }}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box sx={{ display: 'flex', gap: 1, alignItems: 'baseline', minWidth: 0 }}>
          <Typography variant="h3" component="h2" noWrap title={name}>
            {name}
          </Typography>
          <Typography
            variant="caption"
            sx={{ fontWeight: 550, flex: 'none' }}
            color={tone === 'bad' ? 'error' : tone === 'good' ? 'success' : 'textSecondary'}
          >
            {state}
          </Typography>
        </Box>
        {children}
      </Box>
      {actions}
      {onDismiss && (
        <Tooltip title="Dismiss">
          <IconButton aria-label={`Dismiss ${name}`} onClick={onDismiss}>
            <CloseIcon />
          </IconButton>
        </Tooltip>
      )}
    </Box>
  )
}
