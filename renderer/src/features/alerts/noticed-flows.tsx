import { Endpoint } from '../../components/ends.tsx'
import { Time } from '../../components/time.tsx'
import { formatCount } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { NoticedConversations } from './noticed-conversations.tsx'
import { NoticedTable } from './noticed-table.tsx'

const SHOWN_FLOWS = 10
const COLUMNS = ['Time', 'Source', 'Destination', 'Model says', 'Line']

interface NoticedFlowsProps {
  id: number
  /** How many there are of what was noticed, listed or not. */
  of: number
}

/** Flows of what was noticed; of a capture that has none, its conversations. */
export function NoticedFlows({ id, of }: NoticedFlowsProps) {
  const { data } = useOperation('alerts.noticedFlows', { id, limit: SHOWN_FLOWS })
  if (!data) return null
  const { items, total } = data
  if (total === 0) return <NoticedConversations id={id} of={of} />
  return (
    <NoticedTable
      label="Flows of what was noticed"
      caption={total > items.length ? `First ${formatCount(items.length)} of ${formatCount(total)} flows` : 'Its flows'}
      columns={COLUMNS}
    >
      <tbody>
        {items.map((flow) => (
          <tr key={flow.id}>
            <td>
              <Time at={flow.timestamp} precision="exact" />
            </td>
            <td>
              <Endpoint address={flow.source_ip} port={flow.source_port} />
            </td>
            <td>
              <Endpoint address={flow.destination_ip} port={flow.destination_port} />
            </td>
            <td>{flow.threat_type}</td>
            <td>{formatCount(flow.line_number)}</td>
          </tr>
        ))}
      </tbody>
    </NoticedTable>
  )
}
