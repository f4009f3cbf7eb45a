import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import { useCallback, useDeferredValue, useMemo, useRef } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'

import type { Host } from '../../../../contract/hosts.ts'
import { CaptureFilter } from '../../components/capture-filter.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { RangeChip } from '../../components/filter-chip.tsx'
import { HostLink } from '../../components/host-link.tsx'
import { InTurn } from '../../components/in-turn.tsx'
import { Page } from '../../components/page.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { moveFocusTo, useShortcuts } from '../../components/shortcut-provider.tsx'
import { ThreatsOverTime } from '../../components/threats-over-time.tsx'
import { useCounted } from '../../components/use-counted.ts'
import { addressOfFlows, hostQueries, type HostPlace } from '../../lib/host-addresses.ts'
import { type Filters, readFilters, writeFilters } from '../../lib/search-filters.ts'
import { queryOfRange, rangeBetween, readRange, type TimeRange, writeRange } from '../../lib/time-range.ts'
import { BENIGN, UNKNOWN } from '../../lib/threats.ts'
import { HostAlerts } from './host-alerts.tsx'
import { HostFigures, HostRemarks } from './host-figures.tsx'
import { HostNotes } from './host-notes.tsx'
import { HostPeers, HostPorts } from './host-tables.tsx'
import { HostThreats } from './host-threats.tsx'

/** What one host did, or two with each other, and what people know of it. */
export function HostPage() {
  const { address = '', peer = null } = useParams()
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const capture_id = readFilters(search).capture_id
  const range = useMemo(() => readRange(search), [search])
  const scope = useMemo(
    (): Filters => ({
      ...(capture_id === undefined ? {} : { capture_id }),
      ...(range === null ? {} : { q: queryOfRange(range) }),
    }),
    [capture_id, range],
  )
  const asked = {
    ...{ address, ...range },
    ...(peer === null ? {} : { peer }),
    ...(capture_id === undefined ? {} : { capture_id }),
  }
  const { data, error, refetch } = useCounted('hosts.get', asked)
  const host = useDeferredValue(data)
  const place = { address, peer }
  const flows = addressOfFlows(hostQueries(place).all, scope)
  const noteInput = useRef<HTMLTextAreaElement>(null)
  const tagInput = useRef<HTMLInputElement>(null)
  const zoom = useCallback(
    (start: number, end: number) => setSearch((now) => writeRange(now, rangeBetween(start, end))),
    [setSearch],
  )
  useShortcuts({
    n: () => moveFocusTo(noteInput.current),
    t: () => moveFocusTo(tagInput.current),
    f: () => void navigate(flows),
  })

  return (
    <Page
      title={peer === null ? address : `${address} and ${peer}`}
      tools={
        <InTurn from="end">
          {range !== null && <RangeChip range={range} onRemove={() => setSearch(writeRange(search, null))} />}
          {peer !== null && <PairLinks {...place} />}
          {peer === null && <CopyButton value={address} what="address" />}
          <CaptureFilter
            value={capture_id}
            onChange={(id) => setSearch(writeRange(writeFilters(id === undefined ? {} : { capture_id: id }), range))}
          />
          <Button component={Link} to={flows} variant="outlined" aria-keyshortcuts="f">
            Show flows
          </Button>
        </InTurn>
      }
    >
      {error && <ProblemNotice title="The host could not be read" error={error} onRetry={() => void refetch()} />}
      {!error && host === undefined && <HostSkeleton />}
      {!error && host && <HostFigures host={host} scope={scope} />}
      {!error && host && (
        <Box
          key={`${address} ${peer ?? ''}`}
          sx={{
            display: 'grid',
            gap: 1.5,
            alignItems: 'start',
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 1.75fr) minmax(0, 1fr)' },
            '& > div': { display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' },
          }}
        >
          <div>
            <InTurn>
              <Activity host={host} scope={scope} onRange={zoom} />
              {host.flows > 0 && peer === null && <HostPeers host={host} scope={scope} />}
              {host.flows > 0 && <HostPorts host={host} scope={scope} />}
              {host.flows > 0 && <HostRemarks host={host} />}
            </InTurn>
          </div>
          <div>
            <InTurn>
              <HostNotes host={host} noteInput={noteInput} tagInput={tagInput} />
              {host.flows > 0 && <HostThreats host={host} scope={scope} />}
              {host.flows + host.alerts.total > 0 && <HostAlerts host={host} scope={scope} />}
            </InTurn>
          </div>
        </Box>
      )}
    </Page>
  )
}

interface ActivityProps {
  host: Host
  scope: Filters
  onRange: (start: number, end: number) => void
}

function Activity({ host, scope, onRange }: ActivityProps) {
  const { address, peer, flows, by_threat_type, series } = host
  const addressOfType = useCallback(
    (threatType: string, part?: TimeRange) => {
      const here = part === undefined ? scope : { ...scope, q: queryOfRange(part) }
      return addressOfFlows(hostQueries({ address, peer }).of_type(threatType), here)
    },
    [address, peer, scope],
  )
  const overview = useMemo(() => {
    const of = (type: string) => by_threat_type.find(({ threat_type }) => threat_type === type)?.flows ?? 0
    const unknown = of(UNKNOWN)
    return { series, captures: 0, classified: flows, conversations: 0, unknown, threats: flows - unknown - of(BENIGN) }
  }, [series, flows, by_threat_type])
  if (flows === 0 && host.progress === 1) {
    const isNarrowed = Object.keys(scope).length > 0
    return (
      <EmptyState title={peer === null ? 'No flow has this address' : 'No flow between these hosts'}>
        {isNarrowed
          ? 'None in this capture or time. Take the filter away to see others.'
          : 'Finished captures have none. Notes and tags are kept all the same.'}
      </EmptyState>
    )
  }
  return <ThreatsOverTime overview={overview} subject="Flows" addressOfType={addressOfType} onRange={onRange} />
}

function PairLinks({ address, peer }: HostPlace) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', gap: 1.5, mr: 1, fontSize: 12.5 }}>
      Each alone: <HostLink address={address} />
      {peer !== null && <HostLink address={peer} />}
    </Box>
  )
}

/** Holds the places of the parts until they are there. */
function HostSkeleton() {
  return (
    <Box aria-busy aria-label="Reading the host" role="status" sx={{ display: 'grid', gap: 1.5 }}>
      <Skeleton variant="rounded" height={64} />
      <Skeleton variant="rounded" height={320} />
    </Box>
  )
}
