import Box from '@mui/material/Box'
import Tab from '@mui/material/Tab'
import Tabs from '@mui/material/Tabs'

import { formatCompact } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { toInput, type AlertFilters, type StatusTab } from './alert-filters.ts'

const TABS: readonly { status: StatusTab; name: string }[] = [
  { status: 'open', name: 'Open' },
  { status: 'acknowledged', name: 'Acknowledged' },
  { status: 'closed', name: 'Closed' },
  { status: 'all', name: 'All' },
]

interface StatusTabsProps {
  filters: AlertFilters
  onChange: (status: StatusTab) => void
}

/** The queue by status, each with its number of alerts under the other filters. */
export function StatusTabs({ filters, onChange }: StatusTabsProps) {
  return (
    <Tabs
      value={filters.status}
      onChange={(_event, status: StatusTab) => onChange(status)}
      aria-label="Status"
      sx={{ borderBottom: 1, borderColor: 'divider', px: 1, flex: 'none' }}
    >
      {TABS.map(({ status, name }) => (
        <Tab key={status} value={status} label={<TabLabel name={name} filters={{ ...filters, status }} />} />
      ))}
    </Tabs>
  )
}

function TabLabel({ name, filters }: { name: string; filters: AlertFilters }) {
  const { data } = useOperation('alerts.list', { ...toInput(filters), limit: 1 })
  return (
    <span>
      {name}{' '}
      <Box component="span" sx={{ color: 'text.secondary', fontWeight: 450 }}>
        {data ? formatCompact(data.total) : '…'}
      </Box>
    </span>
  )
}
