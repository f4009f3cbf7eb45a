import Box from '@mui/material/Box'

import { TabList } from '../../components/tab-list.tsx'
import { formatCompact } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { toInput, type AlertFilters, type StatusTab } from '../../lib/alert-filters.ts'

const TABS: readonly { status: StatusTab; name: string }[] = [
  { status: 'open', name: 'Open' },
  { status: 'acknowledged', name: 'Acknowledged' },
  { status: 'closed', name: 'Closed' },
  { status: 'all', name: 'All' },
  { status: 'unraised', name: 'Not raised' },
]

interface StatusTabsProps {
  filters: AlertFilters
  onChange: (status: StatusTab) => void
}

/** The queue by status, each with its number of alerts under the other filters. */
export function StatusTabs({ filters, onChange }: StatusTabsProps) {
  return (
    <TabList
      label="Status"
      tabs={TABS.map(({ status, name }) => ({
        value: status,
        name: <TabLabel name={name} filters={{ ...filters, status }} />,
      }))}
      value={filters.status}
      onChange={onChange}
    />
  )
}

function TabLabel({ name, filters }: { name: string; filters: AlertFilters }) {
  const { data } = useOperation('alerts.list', { ...toInput(filters), limit: 1 })
  return (
    <span>
      {name}{' '}
      <Box component="span" sx={{ color: 'text.secondary', fontWeight: 450, display: 'inline-block', minWidth: '2ch' }}>
        {data ? formatCompact(data.total) : '…'}
      </Box>
    </span>
  )
}
