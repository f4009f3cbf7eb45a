import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'

import { formatCount } from '../lib/numbers.ts'

interface MoreButtonProps {
  shown: number
  total: number
  isFetching: boolean
  onMore: () => void
}

/** The end of a list that goes on: how much is shown, and the next page. */
export function MoreButton({ shown, total, isFetching, onMore }: MoreButtonProps) {
  if (shown >= total) return null
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'center', gap: 2, py: 1 }}>
      <Typography variant="body2" color="textSecondary">
        {formatCount(shown)} of {formatCount(total)}
      </Typography>
      <Button variant="outlined" disabled={isFetching} onClick={onMore}>
        Show more
      </Button>
    </Box>
  )
}
