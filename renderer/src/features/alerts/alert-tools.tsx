import Autocomplete from '@mui/material/Autocomplete'
import Box from '@mui/material/Box'

import { CaptureFilter } from '../../components/capture-filter.tsx'
import { ExportButton } from '../../components/export-button.tsx'
import { RangeChip } from '../../components/filter-chip.tsx'
import { FilterField } from '../../components/filter-field.tsx'
import { InTurn } from '../../components/in-turn.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { ThreatTypeFilter } from '../../components/threat-type-filter.tsx'
import { SEVERITIES, SEVERITY_STYLES } from '../../lib/severities.ts'
import { call } from '../../lib/client.ts'
import { toInput, type AlertFilters, withQuery } from '../../lib/alert-filters.ts'
import { rangeInQuery, withoutRange } from '../../lib/time-range.ts'

interface AlertToolsProps {
  filters: AlertFilters
  onChange: (filters: AlertFilters) => void
}

/** Narrows the queue by severity, threat type and capture, and takes it away. */
export function AlertTools({ filters, onChange }: AlertToolsProps) {
  const { severity, threat_type, capture_id, ...rest } = filters
  const range = rangeInQuery(filters.q ?? '', 'alerts')
  const others = { severity, threat_type, capture_id }
  const set = (change: { [Name in keyof typeof others]?: (typeof others)[Name] | undefined }) =>
    onChange({ ...rest, ...defined({ ...others, ...change }) })
  return (
    <InTurn from="end">
      {range !== null && (
        <RangeChip
          range={range}
          onRemove={() => onChange(withQuery(filters, withoutRange(filters.q ?? '', 'alerts')))}
        />
      )}
      <Autocomplete
        sx={{ width: 150 }}
        options={[...SEVERITIES]}
        value={severity ?? null}
        getOptionLabel={(option) => SEVERITY_STYLES[option].name}
        onChange={(_event, option) => set({ severity: option ?? undefined })}
        renderOption={({ key, ...props }, option) => (
          <Box component="li" key={key} {...props}>
            <SeverityLabel severity={option} />
          </Box>
        )}
        renderInput={(params) => <FilterField {...params} label="Severity" placeholder="All" />}
      />
      <ThreatTypeFilter
        threatsOnly
        value={threat_type}
        captureId={capture_id}
        onChange={(value) => set({ threat_type: value })}
      />
      <CaptureFilter value={capture_id} onChange={(value) => set({ capture_id: value })} />
      <ExportButton onExport={(format) => call('exports.alerts', { ...toInput(filters), format })} />
    </InTurn>
  )
}

type Given<Values> = { [Name in keyof Values]?: Exclude<Values[Name], undefined> }

function defined({
  severity,
  threat_type,
  capture_id,
}: {
  severity: AlertFilters['severity'] | undefined
  threat_type: string | undefined
  capture_id: number | undefined
}): Given<Omit<AlertFilters, 'status'>> {
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(threat_type === undefined ? {} : { threat_type }),
    ...(capture_id === undefined ? {} : { capture_id }),
  }
}
