import Box from '@mui/material/Box'

import { RouterLink } from '../../components/router-link.tsx'

/** Says that figures are still growing. */
export function PartialNotice() {
  return (
    <Box
      sx={{
        px: 1.75,
        py: 0.75,
        border: 1,
        borderColor: 'primary.main',
        borderRadius: 1.5,
        bgcolor: 'background.paper',
        fontSize: 12.5,
      }}
    >
      An{' '}
      <RouterLink to="/captures" underline="always">
        import
      </RouterLink>{' '}
      is in progress. Figures include the flows read so far and are not final.
    </Box>
  )
}
