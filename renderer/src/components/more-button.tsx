import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'

import { formatCount } from '../lib/numbers.ts'

interface MoreButtonProps {
  shown: number
  total: number
  isFetching: boolean
  /** Is called for each click, also while a page is on its way. */
  onMore: () => void
}

/** The end of a page of a list: how much is shown, and a button for the next page. */
export function MoreButton({ shown, total, isFetching, onMore }: MoreButtonProps) {
  if (shown >= total) return null
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'center', gap: 2, py: 1 }}>
      <Typography variant="body2" color="textSecondary">
        {formatCount(shown)} of {formatCount(total)}
      </Typography>
      <Button
        variant="outlined"
        // A button that is disabled loses the focus.
        aria-busy={isFetching}
        onClick={onMore}
      >
        Show more
      </Button>
    </Box>
  )
}
