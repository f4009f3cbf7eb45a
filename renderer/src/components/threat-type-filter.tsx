import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'

import { formatCompact } from '../lib/numbers.ts'
import { useOperation } from '../lib/queries.ts'
import { BENIGN, UNKNOWN } from '../lib/threats.ts'
import { FilterField } from './filter-field.tsx'
import { ThreatLabel } from './threat-label.tsx'

interface ThreatTypeFilterProps {
  value: string | undefined
  onChange: (threatType: string | undefined) => void
  captureId?: number | undefined
  /** Offers named threats only, for lists that hold nothing else. */
  threatsOnly?: boolean
}

/** Narrows a list to one threat type; offers those that were found, with their flows. */
export function ThreatTypeFilter({ value, onChange, captureId, threatsOnly = false }: ThreatTypeFilterProps) {
  const overview = useOperation('charts.overview', captureId === undefined ? {} : { capture_id: captureId })
  const found = (overview.data?.by_threat_type ?? []).filter(
    ({ threat_type, flows }) => flows > 0 && !(threatsOnly && (threat_type === BENIGN || threat_type === UNKNOWN)),
  )
  const flowsOf = new Map(found.map(({ threat_type, flows }) => [threat_type, flows]))
  const options = [...flowsOf.keys()]
  if (value !== undefined && !flowsOf.has(value)) options.push(value)

  return (
    <Autocomplete
      sx={{ width: 230 }}
      options={options}
      value={value ?? null}
      onChange={(_event, option) => onChange(option ?? undefined)}
      renderOption={({ key, ...props }, option) => (
        <Box component="li" key={key} {...props} sx={{ gap: 1 }}>
          <ThreatLabel threatType={option} />
          <Box component="span" sx={{ ml: 'auto', color: 'text.secondary' }}>
            {formatCompact(flowsOf.get(option) ?? 0)}
          </Box>
        </Box>
      )}
      renderInput={(params) => <FilterField {...params} label="Threat type" placeholder="All threat types" />}
    />
  )
}
