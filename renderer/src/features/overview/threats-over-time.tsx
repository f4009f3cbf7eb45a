import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { useNavigate } from 'react-router'

import type { Overview } from '../../../../contract/charts.ts'
import { BinTable } from '../../charts/bin-table.tsx'
import { ThreatsOverAxis } from '../../charts/threats-over-axis.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Panel } from '../../components/panel.tsx'
import { useTimeZone } from '../../components/use-settings.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import { addressOf, type Filters } from '../../lib/search-filters.ts'
import { BENIGN, compareThreatTypes } from '../../lib/threats.ts'
import { zoneName } from '../../lib/time.ts'
import { Legend } from './legend.tsx'

/** Threats over time, or over rows where no times were recorded; as bars or as numbers. */
export function ThreatsOverTime({ overview, filters }: { overview: Overview; filters: Filters }) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const [withBenign, setWithBenign] = useState(false)
  const zone = useTimeZone()
  const navigate = useNavigate()
  const { series } = overview

  const threatTypes = typesIn(overview).filter((threatType) => withBenign || threatType !== BENIGN)
  const overTime = series.axis === 'time'
  const first = series.buckets[0]
  const unit = overTime
    ? `time in ${zoneName(zone, first ? new Date(first.start) : undefined)}`
    : 'rows of the file; it has no times'
  const summary = `Flows by threat type over ${overTime ? 'time' : 'rows'}: ${threatTypes.join(', ')}`

  return (
    <Panel
      title={overTime ? 'Threats over time' : 'Threats over rows'}
      aside={
        <>
          <FormControlLabel
            control={<Switch checked={withBenign} onChange={(_event, checked) => setWithBenign(checked)} />}
            label="Benign"
            slotProps={{ typography: { variant: 'body2' } }}
            sx={{ m: 0 }}
          />
          <ToggleButtonGroup
            exclusive
            size="small"
            value={view}
            aria-label="Show as"
            onChange={(_event, next: 'chart' | 'table' | null) => next && setView(next)}
          >
            <ToggleButton value="chart" sx={{ py: 0.125, px: 1 }}>
              Chart
            </ToggleButton>
            <ToggleButton value="table" sx={{ py: 0.125, px: 1 }}>
              Table
            </ToggleButton>
          </ToggleButtonGroup>
        </>
      }
    >
      {threatTypes.length === 0 ? (
        <Box sx={{ minHeight: 236, display: 'grid', alignItems: 'center' }}>
          <EmptyState title="No threats found">
            {overview.classified === 0
              ? 'No flow has been classified yet.'
              : `All ${formatCounted(overview.classified, 'classified flow')} were found benign.`}
          </EmptyState>
        </Box>
      ) : view === 'chart' ? (
        <ThreatsOverAxis
          series={series}
          threatTypes={threatTypes}
          zone={zone}
          summary={summary}
          onPick={(threatType) => void navigate(addressOf('/flows', { ...filters, threat_type: threatType }))}
        />
      ) : (
        <BinTable series={series} threatTypes={threatTypes} zone={zone} />
      )}
      <Legend threatTypes={threatTypes} filters={filters} />
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
        Flows, by {unit}.
        {overTime &&
          series.flows_off_axis > 0 &&
          ` ${formatCount(series.flows_off_axis)} flows have no recorded time and are not shown here.`}
      </Typography>
    </Panel>
  )
}

/** Threat types of the series in the order they are stacked; Benign lies at the bottom. */
function typesIn({ series }: Overview): string[] {
  const found = new Set(
    series.buckets.flatMap(({ by_threat_type }) => by_threat_type.map(({ threat_type }) => threat_type)),
  )
  const threats = [...found].filter((threatType) => threatType !== BENIGN).sort(compareThreatTypes)
  return found.has(BENIGN) ? [BENIGN, ...threats] : threats
}
