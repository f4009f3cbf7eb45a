import Box from '@mui/material/Box'
import useMediaQuery from '@mui/material/useMediaQuery'
import { DataGrid } from '@mui/x-data-grid'
import { useState } from 'react'

import { EmptyState } from '../../components/empty-state.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useShortcuts } from '../../components/shortcut-provider.tsx'
import { useCaptureName } from '../../components/use-captures.ts'
import { STYLE_NONCE } from '../../lib/nonce.ts'
import { useOperation } from '../../lib/queries.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { flowColumns } from './flow-columns.tsx'
import type { Narrow } from './narrow.ts'

const PAGE_SIZE = 100

interface FlowGridProps {
  filters: Filters
  openFlow: string | null
  onOpen: (id: string) => void
  onNarrow: Narrow
}

/** A page of flows. Pages are reached one after another: each begins where the one before ended. */
export function FlowGrid({ filters, openFlow, onOpen, onNarrow }: FlowGridProps) {
  const [cursors, setCursors] = useState<readonly string[]>([])
  const captureName = useCaptureName()
  const isWide = useMediaQuery('(min-width: 1200px)')
  const cursor = cursors.at(-1)
  const { data, error, isFetching, refetch } = useOperation('flows.list', {
    ...filters,
    limit: PAGE_SIZE,
    ...(cursor === undefined ? {} : { cursor }),
  })

  const goTo = (page: number) => {
    if (page < cursors.length) setCursors(cursors.slice(0, page))
    else if (page > cursors.length && data?.next_cursor) setCursors([...cursors, data.next_cursor])
  }
  const move = (step: 1 | -1) => {
    const rows = data?.items ?? []
    const place = rows.findIndex(({ id }) => id === openFlow)
    const next = rows[place === -1 ? 0 : place + step]
    if (next) onOpen(next.id)
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    '[': () => goTo(cursors.length - 1),
    ']': () => goTo(cursors.length + 1),
  })

  if (error) return <ProblemNotice title="Flows could not be read" error={error} onRetry={() => void refetch()} />
  const isNarrowed = Object.keys(filters).length > 0
  const inOneCapture = filters.capture_id !== undefined || filters.alert_id !== undefined
  return (
    <Box
      component="section"
      aria-label="Classified flows"
      sx={{
        flex: 1,
        minWidth: 0,
        minHeight: 0,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
        overflow: 'hidden',
        bgcolor: 'background.paper',
      }}
    >
      <DataGrid
        aria-label="Flows"
        nonce={STYLE_NONCE}
        rows={data?.items ?? []}
        columns={flowColumns(captureName, onNarrow)}
        columnVisibilityModel={{
          capture_id: !inOneCapture,
          label: isWide || inOneCapture,
          line_number: isWide || inOneCapture,
        }}
        rowCount={data?.total ?? 0}
        paginationMode="server"
        pageSizeOptions={[PAGE_SIZE]}
        paginationModel={{ page: cursors.length, pageSize: PAGE_SIZE }}
        paginationMeta={{ hasNextPage: data !== undefined && data.next_cursor !== null }}
        onPaginationModelChange={({ page }) => goTo(page)}
        loading={isFetching && data === undefined}
        density="compact"
        rowHeight={34}
        columnHeaderHeight={34}
        disableColumnMenu
        disableColumnSorting
        disableColumnFilter
        disableRowSelectionOnClick
        hideFooterSelectedRowCount
        rowSelectionModel={{ type: 'include', ids: new Set(openFlow === null ? [] : [openFlow]) }}
        onRowClick={({ id }) => onOpen(String(id))}
        onCellKeyDown={({ id }, event) => {
          if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) onOpen(String(id))
        }}
        slots={{ noRowsOverlay: isNarrowed ? NothingMatches : NothingYet }}
        slotProps={{ loadingOverlay: { variant: 'skeleton', noRowsVariant: 'skeleton' } }}
      />
    </Box>
  )
}

function NothingMatches() {
  return <EmptyState title="No flow matches">Take a filter away to see more.</EmptyState>
}

function NothingYet() {
  return <EmptyState title="No flows yet">Drop a capture on the window, or press Ctrl+O to choose one.</EmptyState>
}
