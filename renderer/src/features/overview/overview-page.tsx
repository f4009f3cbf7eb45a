import Button from '@mui/material/Button'
import UploadFileIcon from '@mui/icons-material/UploadFileOutlined'
import Box from '@mui/material/Box'
import { useCallback, useDeferredValue, useMemo } from 'react'
import { useSearchParams } from 'react-router'

import { attentionText } from '../../../../contract/attention-text.ts'
import { CaptureFilter } from '../../components/capture-filter.tsx'
import { ExportButton } from '../../components/export-button.tsx'
import { InTurn } from '../../components/in-turn.tsx'
import { Page } from '../../components/page.tsx'
import { ThreatsOverTime } from '../../components/threats-over-time.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useOperation } from '../../lib/queries.ts'
import { addressOf, type Filters, readFilters, writeFilters } from '../../lib/search-filters.ts'
import { queryOfRange, rangeBetween, readRange, type TimeRange, writeRange } from '../../lib/time-range.ts'
import { RangeChip } from '../../components/filter-chip.tsx'
import { useChooseFiles } from '../../components/file-chooser.tsx'
import { useIsImporting } from '../../components/use-jobs.ts'
import { BusiestHosts } from './busiest-hosts.tsx'
import { FirstStart } from './first-start.tsx'
import { HeadlineFigures } from './headline-figures.tsx'
import { OverviewSkeleton } from './overview-skeleton.tsx'
import { PartialNotice } from './partial-notice.tsx'
import { ThreatMix } from './threat-mix.tsx'
import { TopAlerts } from './top-alerts.tsx'
import { UnlikeNotice } from './unlike-notice.tsx'

/** What is in the captures, at a glance. */
export function OverviewPage() {
  const [search, setSearch] = useSearchParams()
  const captureId = readFilters(search).capture_id
  const range = useMemo(() => readRange(search), [search])
  const scope = useMemo(
    () => ({ ...(captureId === undefined ? {} : { capture_id: captureId }), ...range }),
    [captureId, range],
  )
  /** What leads from here to the flows and alerts that are counted. */
  const filters = useMemo(
    (): Filters => ({
      ...(captureId === undefined ? {} : { capture_id: captureId }),
      ...(range === null ? {} : { q: queryOfRange(range) }),
    }),
    [captureId, range],
  )
  const { data, error, refetch } = useOperation('charts.overview', scope)
  // Drawn in slices: all at once would hold up the window each time that an import under way is asked how far it is.
  const overview = useDeferredValue(data)
  const shown = error ? undefined : overview
  const addressOfType = useCallback(
    (threat_type: string, part?: TimeRange) =>
      addressOf('/flows', { ...filters, threat_type, ...(part === undefined ? {} : { q: queryOfRange(part) }) }),
    [filters],
  )
  const zoom = useCallback(
    (start: number, end: number) => setSearch((now) => writeRange(now, rangeBetween(start, end))),
    [setSearch],
  )
  const chooseFiles = useChooseFiles()
  const isImporting = useIsImporting()

  if (overview?.captures === 0 && captureId === undefined && range === null && !isImporting) return <FirstStart />
  return (
    <Page
      title="Overview"
      tools={
        <InTurn from="end">
          {range !== null && <RangeChip range={range} onRemove={() => setSearch(writeRange(search, null))} />}
          <CaptureFilter
            value={captureId}
            onChange={(id) => setSearch(writeRange(writeFilters(id === undefined ? {} : { capture_id: id }), range))}
          />
          <ExportButton />
          <Button variant="outlined" startIcon={<UploadFileIcon />} onClick={chooseFiles}>
            Choose files…
          </Button>
        </InTurn>
      }
    >
      {error && <ProblemNotice title="The overview could not be read" error={error} onRetry={() => void refetch()} />}
      {overview === undefined && !error && <OverviewSkeleton />}
      {shown && (
        <PartialNotice
          isPartial={shown.is_partial || isImporting}
          attention={attentionText(shown)}
          isInRange={range !== null}
        />
      )}
      {shown && <UnlikeNotice captures={shown.unlike_training} />}
      {shown && <HeadlineFigures overview={shown} filters={filters} isInRange={range !== null} />}
      {shown && (
        <Box
          sx={{
            display: 'grid',
            gap: 1.5,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1.75fr) minmax(0, 1fr)' },
          }}
        >
          <InTurn>
            <ThreatsOverTime overview={shown} addressOfType={addressOfType} onRange={zoom} />
            <ThreatMix overview={shown} filters={filters} />
          </InTurn>
        </Box>
      )}
      {shown && <TopAlerts overview={shown} filters={filters} />}
      {shown && shown.classified > 0 && <BusiestHosts scope={scope} filters={filters} />}
    </Page>
  )
}
