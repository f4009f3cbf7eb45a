import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'

/** Holds the places of the figures and charts until they are there. */
export function OverviewSkeleton() {
  return (
    <Box aria-busy aria-label="Reading the overview" role="status" sx={{ display: 'grid', gap: 1.5 }}>
      <Skeleton variant="rounded" height={76} />
      <Box
        sx={{
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1.75fr) minmax(0, 1fr)' },
        }}
      >
        <Skeleton variant="rounded" height={322} />
        <Skeleton variant="rounded" height={322} />
      </Box>
      <Skeleton variant="rounded" height={220} />
    </Box>
  )
}
