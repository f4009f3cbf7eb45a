import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'
import { useId } from 'react'

import type { Flow } from '../../../../contract/flows.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { addressOf } from '../../lib/search-filters.ts'
import { neighboursOf } from './neighbour-queries.ts'

/** Links to the flows around this one. */
export function FlowNeighbours({ flow }: { flow: Flow }) {
  const id = useId()
  const neighbours = neighboursOf(flow)
  if (neighbours.length === 0) return null
  return (
    <Box component="section" aria-labelledby={id} sx={{ mt: 2.5 }}>
      <Typography variant="h3" id={id} sx={{ mb: 0.5 }}>
        Flows around it
      </Typography>
      <Box component="ul" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {neighbours.map(({ title, filters }) => (
          <li key={title}>
            <RouterLink to={addressOf('/flows', filters)}>{title}</RouterLink>
          </li>
        ))}
      </Box>
    </Box>
  )
}
