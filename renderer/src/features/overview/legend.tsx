import Box from '@mui/material/Box'

import { RouterLink } from '../../components/router-link.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { addressOf, type Filters } from '../../lib/search-filters.ts'

/** What each colour of the chart stands for; leads to the flows. */
export function Legend({ threatTypes, filters }: { threatTypes: readonly string[]; filters: Filters }) {
  if (threatTypes.length === 0) return null
  return (
    <Box
      component="ul"
      aria-label="Legend"
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.25, m: 0, mt: 0.75, p: 0, listStyle: 'none' }}
    >
      {threatTypes.map((threatType) => (
        <li key={threatType}>
          <RouterLink
            to={addressOf('/flows', { ...filters, threat_type: threatType })}
            sx={{ color: 'text.primary', fontSize: 12 }}
          >
            <ThreatLabel threatType={threatType} />
          </RouterLink>
        </li>
      ))}
    </Box>
  )
}
