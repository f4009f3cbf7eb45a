import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useDeferredValue, type ReactNode } from 'react'

import type { HostNotes } from '../../../../contract/hosts.ts'
import type { OperationInput } from '../../../../contract/operations.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { HostLink } from '../../components/host-link.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { useCounted } from '../../components/use-counted.ts'
import { fieldIs } from '../../lib/add-to-query.ts'
import { addressOfFlows, addressOfHost, onlyThreats } from '../../lib/host-addresses.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import type { Filters } from '../../lib/search-filters.ts'

const SHOWN = 6

interface Busy {
  name: string | number
  head: ReactNode
  flows: number
  threats: number
  query: QueryTree
}

interface BusiestHostsProps {
  /** What is counted. */
  scope: Omit<OperationInput<'hosts.active'>, 'limit' | 'wait_ms'>
  /** What leads to the same flows. */
  filters: Filters
}

/** Sources, targets and destination ports with the most flows. */
export function BusiestHosts({ scope, filters }: BusiestHostsProps) {
  const { data, error, refetch } = useCounted('hosts.active', { ...scope, limit: SHOWN })
  const active = useDeferredValue(data)
  const noted = useOperation('hosts.list', { limit: SHOWN }).data?.items ?? []
  const hostsOf = (field: 'src' | 'dst', list: { address: string; flows: number; threats: number }[] = []) =>
    list.map(({ address, flows, threats }): Busy => {
      const head = <HostLink address={address} />
      return { name: address, head, flows, threats, query: fieldIs(field, address) }
    })
  const ports = active?.ports.items.map(({ port, flows, threats }): Busy => {
    return { name: port, head: port, flows, threats, query: fieldIs('dport', port) }
  })
  return (
    <Panel
      title="Most active"
      aside={
        <Typography variant="caption" color="textSecondary" role="status">
          {active && active.progress < 1
            ? `Counting: ${String(Math.floor(100 * active.progress))}% of the flows so far`
            : 'Flows, and how many of them are threats'}
        </Typography>
      }
    >
      {error ? (
        <ProblemNotice title="Hosts could not be counted" error={error} onRetry={() => void refetch()} />
      ) : (
        <Box
          sx={{
            display: 'grid',
            gap: 4,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: `repeat(${noted.length > 0 ? 4 : 3}, minmax(0, 1fr))` },
          }}
        >
          <BusyList title="Sources" rows={active && hostsOf('src', active.sources.items)} filters={filters} />
          <BusyList title="Targets" rows={active && hostsOf('dst', active.targets.items)} filters={filters} />
          <BusyList title="Destination ports" rows={ports} filters={filters} />
          {noted.length > 0 && <NotedHosts hosts={noted} />}
        </Box>
      )}
    </Panel>
  )
}

function BusyList({ title, rows, filters }: { title: string; rows: Busy[] | undefined; filters: Filters }) {
  return (
    <div>
      <Typography variant="h3" color="textSecondary" sx={{ mb: 0.5 }}>
        {title}
      </Typography>
      {rows === undefined && <Skeleton variant="rounded" height={SHOWN * 25} />}
      {rows?.length === 0 && (
        <Typography variant="body2" color="textSecondary">
          None recorded
        </Typography>
      )}
      <Box component="ul" aria-label={title} sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {rows?.map(({ name, head, flows, threats, query }) => (
          <Box
            component="li"
            key={name}
            sx={{
              display: 'grid',
              gridTemplateColumns: 'minmax(0, 1fr) max-content minmax(76px, max-content)',
              columnGap: 1.5,
              lineHeight: '25px',
              fontSize: 12.5,
              '& > *': { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
              '& > :nth-of-type(n + 2)': { textAlign: 'right' },
            }}
          >
            <span>{head}</span>
            <span>
              <RouterLink
                to={addressOfFlows(query, filters)}
                aria-label={`${formatCounted(flows, 'flow')}, ${title.toLowerCase()}: ${String(name)}`}
              >
                {formatCount(flows)}
              </RouterLink>
            </span>
            <span>
              {threats > 0 ? (
                <RouterLink
                  to={addressOfFlows(onlyThreats(query), filters)}
                  aria-label={`${formatCounted(threats, 'threat')}, ${title.toLowerCase()}: ${String(name)}`}
                >
                  {formatCounted(threats, 'threat')}
                </RouterLink>
              ) : (
                <Box component="span" sx={{ color: 'text.secondary' }}>
                  no threat
                </Box>
              )}
            </span>
          </Box>
        ))}
      </Box>
    </div>
  )
}

/** Hosts and pairs that people wrote about, the last first. */
function NotedHosts({ hosts }: { hosts: readonly HostNotes[] }) {
  return (
    <div>
      <Typography variant="h3" color="textSecondary" sx={{ mb: 0.5 }}>
        With notes or tags
      </Typography>
      <Box component="ul" aria-label="With notes or tags" sx={{ m: 0, p: 0, listStyle: 'none' }}>
        {hosts.map(({ address, peer, tags }) => (
          <Box
            component="li"
            key={`${address} ${peer ?? ''}`}
            sx={{
              lineHeight: '25px',
              fontSize: 12.5,
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
            }}
          >
            <RouterLink to={addressOfHost(address, peer)}>
              {peer === null ? address : `${address} and ${peer}`}
            </RouterLink>
            <Box component="span" sx={{ color: 'text.secondary', ml: 1 }} title={tags.join(', ')}>
              {tags.join(', ')}
            </Box>
          </Box>
        ))}
      </Box>
    </div>
  )
}
