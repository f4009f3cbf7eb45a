import Box from '@mui/material/Box'
import FormControlLabel from '@mui/material/FormControlLabel'
import Switch from '@mui/material/Switch'
import ToggleButton from '@mui/material/ToggleButton'
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup'
import Typography from '@mui/material/Typography'
import { memo, useCallback, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'

import type { Overview } from '../../../contract/charts.ts'
import { BinTable } from '../charts/bin-table.tsx'
import { binSeries, type Bin } from '../../../contract/chart-bins.ts'
import { ThreatLanes } from '../charts/threat-lanes.tsx'
import { ThreatsOverAxis } from '../charts/threats-over-axis.tsx'
import { EmptyState } from './empty-state.tsx'
import { InTurn } from './in-turn.tsx'
import { Panel } from './panel.tsx'
import { useTimeZone } from './settings-provider.tsx'
import { formatCount, formatCounted } from '../lib/numbers.ts'
import { nothingFound } from '../lib/nothing-found.ts'
import { BENIGN, compareThreatTypes } from '../lib/threats.ts'
import { rangeBetween, type TimeRange } from '../lib/time-range.ts'
import { type TimeZone, zoneName } from '../lib/time.ts'
import { outsideText } from '../lib/outside-text.ts'

const MOST_BARS = 120
const MOST_ROWS = 60

/** What is shown, and what it is a part of. */
type Shown = Pick<Overview, 'series' | 'captures' | 'classified' | 'conversations' | 'threats' | 'unknown'>

interface ThreatsOverTimeProps {
  overview: Shown
  /** What the chart is of. */
  subject?: 'Threats' | 'Flows'
  /** Address of the flows of a threat type, in all of the time or in a part of it. */
  addressOfType: (threatType: string, range?: TimeRange) => string
  /** Called with the stretch of time that a person chose on the chart, in milliseconds since 1970. */
  onRange?: (start: number, end: number) => void
}

/** Threats over time, or over rows where no times were recorded; as bars or as numbers. */
export const ThreatsOverTime = memo(function ThreatsOverTime({
  overview,
  subject = 'Threats',
  addressOfType,
  onRange,
}: ThreatsOverTimeProps) {
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const [withBenign, setWithBenign] = useState(subject === 'Flows')
  const zone = useTimeZone()
  const navigate = useNavigate()
  const { series } = overview
  const overTime = series.axis === 'time'

  const threatTypes = useMemo(
    () => typesIn(series).filter((threatType) => withBenign || threatType !== BENIGN),
    [series, withBenign],
  )
  const bins = useMemo(() => binSeries(series, view === 'chart' ? MOST_BARS : MOST_ROWS), [series, view])
  const pick = useCallback(
    (threatType: string, { start, end }: Bin) =>
      void navigate(overTime ? addressOfType(threatType, rangeBetween(start, end)) : addressOfType(threatType)),
    [addressOfType, navigate, overTime],
  )
  const summary = `Flows by threat type over ${overTime ? 'time' : 'rows'}: ${threatTypes.join(', ')}`

  return (
    <Panel
      title={`${subject} over ${overTime ? 'time' : 'rows'}`}
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
      {threatTypes.length === 0 && <NothingFound overview={overview} />}
      {threatTypes.length > 0 && view === 'chart' && (
        <InTurn>
          <ThreatsOverAxis
            bins={bins}
            axis={series.axis}
            threatTypes={threatTypes}
            zone={zone}
            summary={summary}
            onPick={pick}
            onRange={onRange}
          />
          <ThreatLanes bins={bins} threatTypes={threatTypes} addressOfType={addressOfType} />
        </InTurn>
      )}
      {threatTypes.length > 0 && view === 'table' && (
        <BinTable bins={bins} axis={series.axis} threatTypes={threatTypes} zone={zone} />
      )}
      <Explanation
        overview={overview}
        zone={zone}
        zoneName={zoneName(zone, startOf(overview))}
        isSparse={isSparse(bins)}
        withLanes={view === 'chart' && threatTypes.length > 0}
        withBrush={onRange !== undefined && view === 'chart' && threatTypes.length > 0}
      />
    </Panel>
  )
})

function NothingFound({ overview }: { overview: Shown }) {
  const { classified, conversations, threats, unknown } = overview
  const found = threats + unknown
  return (
    <Box sx={{ minHeight: 204, display: 'grid', alignItems: 'center' }}>
      <EmptyState title={found === 0 ? nothingFound(overview) : 'No threats on this axis'}>
        {found > 0
          ? `${formatCounted(found, 'flow')} classified as a threat or Unknown cannot be shown on it.`
          : classified === 0
            ? conversations === 0
              ? 'No flow has been classified yet.'
              : `${formatCounted(conversations, 'row')} ${conversations === 1 ? 'was' : 'were'} read as conversations only. What was noticed across them is under Alerts.`
            : `${classified === 1 ? 'The 1 classified flow was' : `All ${formatCount(classified)} classified flows were`} classified as benign.`}
      </EmptyState>
    </Box>
  )
}

interface ExplanationProps {
  overview: Shown
  zone: TimeZone
  zoneName: string
  isSparse: boolean
  withLanes: boolean
  withBrush: boolean
}

/** What the axis is, and what it leaves out. */
function Explanation({
  overview: { series, captures },
  zone,
  zoneName,
  isSparse,
  withLanes,
  withBrush,
}: ExplanationProps) {
  const overTime = series.axis === 'time'
  return (
    <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.75 }}>
      {overTime ? `Flows by time in ${zoneName}.` : 'Flows by row, because the file has no times.'}
      {series.outside !== null && ` ${outsideText(series.outside, zone)}`}
      {series.gaps.length > 0 && ' Dashed lines stand for time between captures.'}
      {withBrush && overTime && ' Drag over the chart to zoom in.'}
      {withLanes && ' Each lane is shaded relative to its own peak.'}
      {overTime &&
        series.flows_off_axis > 0 &&
        ` ${formatCounted(series.flows_off_axis, 'flow')} without a recorded time ${series.flows_off_axis === 1 ? 'is' : 'are'} not shown here.`}
      {overTime &&
        isSparse &&
        captures > 1 &&
        ' The captures are far apart in time: choose one above to see its details.'}
    </Typography>
  )
}

/** Whether nearly all of the axis is empty. */
function isSparse(bins: readonly Bin[]): boolean {
  const filled = bins.filter(({ counts }) => Object.keys(counts).length > 0).length
  return bins.length >= 20 && filled / bins.length < 0.1
}

function startOf({ series }: Shown): Date | undefined {
  const first = series.buckets[0]
  return series.axis === 'time' && first ? new Date(first.start) : undefined
}

/** Threat types of the series in the order they are stacked: threats stand on the axis, Benign lies on top. */
function typesIn(series: Overview['series']): string[] {
  const found = new Set(
    series.buckets.flatMap(({ by_threat_type }) =>
      by_threat_type.filter(({ flows }) => flows > 0).map(({ threat_type }) => threat_type),
    ),
  )
  const threats = [...found].filter((threatType) => threatType !== BENIGN).sort(compareThreatTypes)
  return found.has(BENIGN) ? [...threats, BENIGN] : threats
}
