import Box from '@mui/material/Box'
import LinearProgress from '@mui/material/LinearProgress'
import Typography from '@mui/material/Typography'

import type { Host, HostDirection } from '../../../../contract/hosts.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { Figure, FigureStrip, Sign } from '../../components/figures.tsx'
import { Time } from '../../components/time.tsx'
import { addressOfFlows, hostQueries } from '../../lib/host-addresses.ts'
import { formatBytes, formatCounted } from '../../lib/numbers.ts'
import { sideNames } from './side-names.ts'
import type { Filters } from '../../lib/search-filters.ts'

/** Flows of a host, how they add up, and when it was seen. */
export function HostFigures({ host, scope }: { host: Host; scope: Filters }) {
  const queries = hostQueries(host)
  const linkTo = (query: QueryTree, flows: number) => (flows === 0 ? undefined : addressOfFlows(query, scope))
  const { flows, as_source, as_target, both_ends, progress } = host
  return (
    <FigureStrip label="Totals">
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.5 }}>
        <Figure
          name={progress < 1 ? `Flows, ${String(Math.floor(100 * progress))}% counted` : 'Flows'}
          value={flows}
          to={linkTo(queries.all, flows)}
        />
        <Sign>=</Sign>
        <Side
          name={sideNames(host).as_source}
          side={as_source}
          bytes={bytesOf(host, 'as_source')}
          to={linkTo(queries.as_source, as_source.flows)}
        />
        <Sign>+</Sign>
        <Side
          name={sideNames(host).as_target}
          side={as_target}
          bytes={bytesOf(host, 'as_target')}
          to={linkTo(queries.as_target, as_target.flows)}
        />
        {both_ends > 0 && (
          <>
            <Sign>−</Sign>
            <Figure name="Both" value={both_ends} to={linkTo(queries.both_ends, both_ends)} />
          </>
        )}
      </Box>
      <Moment name="First seen" at={host.first_seen} />
      <Moment name="Last seen" at={host.last_seen} />
      {progress < 1 && (
        <LinearProgress
          variant="determinate"
          value={100 * progress}
          aria-label="Counting flows"
          sx={{ position: 'absolute', inset: '0 0 auto', height: 3, p: '0 !important', borderRadius: 0 }}
        />
      )}
    </FigureStrip>
  )
}

interface SideProps {
  name: string
  side: HostDirection
  bytes: string
  to: string | undefined
}

function Side({ name, side, bytes, to }: SideProps) {
  return <Figure name={name} value={side.flows} to={to} {...(side.flows === 0 ? {} : { aside: bytes })} />
}

/** Payload bytes of one side: what the host sent and received, or what went from one of a pair to the other and back. */
function bytesOf(host: Host, role: 'as_source' | 'as_target'): string {
  if (host.flows_without_bytes === host.flows) return 'bytes not recorded'
  const [sent, received] = [formatBytes(host[role].bytes_sent), formatBytes(host[role].bytes_received)]
  if (host.peer === null) return `${sent} sent, ${received} received`
  return role === 'as_source' ? `${sent} there, ${received} back` : `${received} there, ${sent} back`
}

function Moment({ name, at }: { name: string; at: string | null }) {
  return (
    <Box>
      <Typography variant="caption" color="textSecondary" component="div">
        {name}
      </Typography>
      <Box sx={{ lineHeight: '30px', whiteSpace: 'nowrap' }}>{at === null ? '—' : <Time at={at} />}</Box>
    </Box>
  )
}

/** What the figures leave out; nothing where that is nothing. */
export function HostRemarks({ host }: { host: Host }) {
  const { flows, flows_without_bytes, peers, ports } = host
  const remarks = [
    ...(flows_without_bytes > 0 && flows_without_bytes < flows
      ? [`Bytes are payload bytes; ${formatCounted(flows_without_bytes, 'flow')} without any recorded add none.`]
      : []),
    ...(peers.is_exact && ports.is_exact
      ? []
      : ['There are too many peers or ports to count each: their numbers are the least that is certain.']),
  ]
  if (remarks.length === 0) return null
  return (
    <Typography variant="caption" color="textSecondary" component="p">
      {remarks.join(' ')}
    </Typography>
  )
}
