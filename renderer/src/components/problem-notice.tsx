import ErrorOutlineIcon from '@mui/icons-material/ErrorOutlineOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'

import { sentenceOf } from '../lib/client.ts'

interface ProblemNoticeProps {
  /** What could not be done, such as "Flows could not be read". */
  title: string
  error: unknown
  onRetry?: () => void
}

/** An error where its answer would have been: what failed, why, and a way to try again. */
export function ProblemNotice({ title, error, onRetry }: ProblemNoticeProps) {
  return (
    <Box
      role="alert"
      sx={{
        display: 'flex',
        gap: 1.25,
        p: 2,
        border: 1,
        borderColor: 'error.main',
        borderRadius: 1.5,
        bgcolor: 'background.paper',
      }}
    >
      <ErrorOutlineIcon color="error" sx={{ mt: 0.125 }} />
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Typography variant="h3" component="p">
          {title}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
          {sentenceOf(error)}
        </Typography>
      </Box>
      {onRetry && (
        <Button variant="outlined" onClick={onRetry} sx={{ alignSelf: 'center' }}>
          Try again
        </Button>
      )}
    </Box>
  )
}
