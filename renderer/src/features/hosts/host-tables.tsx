import Box from '@mui/material/Box'
import Typography from '@mui/material/Typography'

import type { Host } from '../../../../contract/hosts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { HostLink } from '../../components/host-link.tsx'
import { Panel } from '../../components/panel.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { addressOfFlows, addressOfHost, hostQueries, onlyThreats } from '../../lib/host-addresses.ts'
import { formatCount } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { sideNames } from './side-names.ts'
import { CountTable, type CountRow } from './count-table.tsx'

interface HostTableProps {
  host: Host
  scope: Filters
}

/** Who the host spoke with most; each leads to its own page, and to that of the pair. */
export function HostPeers({ host, scope }: HostTableProps) {
  const { address, peers } = host
  const queries = hostQueries(host)
  const rows = peers.items.map((peer): CountRow => {
    const between = queries.with(peer.address)
    const cell = (count: number, name: string, query: typeof between) => ({
      ...{ count, name: `${name} ${peer.address}` },
      to: addressOfFlows(query, scope),
    })
    return {
      key: peer.address,
      head: (
        <Box component="span" sx={{ display: 'flex', gap: 1, alignItems: 'baseline' }}>
          <HostLink address={peer.address} />
          {peer.address !== address && (
            <RouterLink
              to={addressOfHost(address, peer.address)}
              variant="caption"
              aria-label={`${address} with ${peer.address}`}
            >
              Pair
            </RouterLink>
          )}
        </Box>
      ),
      counts: [
        cell(peer.flows, 'flows with', between),
        cell(peer.as_source, 'flows to', queries.from(peer.address)),
        cell(peer.as_target, 'flows from', queries.to(peer.address)),
        cell(peer.threats, 'threats with', onlyThreats(between)),
      ],
    }
  })
  return (
    <Panel title="Peers" flush aside={<Shown shown={rows.length} list={peers} noun="peers" />}>
      {rows.length === 0 ? (
        <EmptyState title="No peer recorded" />
      ) : (
        <CountTable label="Peers" columns={['Address', 'Flows', 'To it', 'From it', 'Threats']} rows={rows} />
      )}
    </Panel>
  )
}

/** Ports that the host asked for, and that it was asked for. */
export function HostPorts({ host, scope }: HostTableProps) {
  const { ports } = host
  const names = sideNames(host)
  const queries = hostQueries(host)
  const rows = ports.items.map(({ port, flows, as_source, as_target }): CountRow => {
    const cell = (count: number, name: string, query: typeof queries.all) => ({
      ...{ count, name },
      to: addressOfFlows(queries.at_port(query, port), scope),
    })
    return {
      key: String(port),
      head: port,
      counts: [
        cell(flows, `flows to port ${String(port)}`, queries.all),
        cell(as_source, `flows as source to port ${String(port)}`, queries.as_source),
        cell(as_target, `flows as target at port ${String(port)}`, queries.as_target),
      ],
    }
  })
  return (
    <Panel title="Destination ports" flush aside={<Shown shown={rows.length} list={ports} noun="ports" />}>
      {rows.length === 0 ? (
        <EmptyState title="No port recorded" />
      ) : (
        <CountTable
          label="Destination ports"
          columns={['Port', 'Flows', names.as_source, names.as_target]}
          rows={rows}
        />
      )}
    </Panel>
  )
}

/** How many there are beyond those that are shown. */
function Shown({ shown, list, noun }: { shown: number; list: { total: number; is_exact: boolean }; noun: string }) {
  if (shown >= list.total) return null
  return (
    <Typography variant="caption" color="textSecondary">
      First {shown} of {list.is_exact ? '' : 'more than '}
      {formatCount(list.total)} {noun}
    </Typography>
  )
}
