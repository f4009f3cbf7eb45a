import Box from '@mui/material/Box'

import { LinkedText } from '../../components/host-link.tsx'
import { RouterLink } from '../../components/router-link.tsx'

interface PartialNoticeProps {
  isPartial: boolean
  attention: string
  /** Whether figures are of a stretch of time. */
  isInRange: boolean
}

/**
 * Says what needs attention, and whether figures are still growing. It is always there, so that nothing moves when an
 * import begins or ends.
 */
export function PartialNotice({ isPartial, attention, isInRange }: PartialNoticeProps) {
  return (
    <Box
      sx={{
        px: 1.75,
        py: 0.75,
        border: 1,
        borderColor: isPartial ? 'primary.main' : 'divider',
        borderRadius: 1.5,
        bgcolor: 'background.paper',
        color: isPartial ? 'text.primary' : 'text.secondary',
        fontSize: 12.5,
      }}
    >
      {isPartial ? (
        <>
          An{' '}
          <RouterLink to="/captures" underline="always">
            import
          </RouterLink>{' '}
          is in progress. Figures include the flows read so far and are not final.
        </>
      ) : (
        <LinkedText
          text={`${attention} ${isInRange ? 'Figures are of flows that began in this stretch of time, and of alerts that go on in it.' : 'Figures include every flow of the captures shown.'}`}
        />
      )}
    </Box>
  )
}
