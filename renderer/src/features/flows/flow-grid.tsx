import Box from '@mui/material/Box'
import { DataGrid, type GridRowId } from '@mui/x-data-grid'
import { useMemo } from 'react'

import type { Flow } from '../../../../contract/flows.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useShortcuts } from '../../components/shortcut-provider.tsx'
import { useCaptureName } from '../../components/use-captures.ts'
import { useWidth } from '../../components/use-width.ts'
import { STYLE_NONCE } from '../../lib/nonce.ts'
import { useOperation } from '../../lib/queries.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { columnsInRoom } from './columns-in-room.ts'
import { flowColumns } from './flow-columns.tsx'
import type { Narrow } from './narrow.ts'

const PAGE_SIZE = 100

// The grid works everything out anew for each prop that is not the same as before.
const PAGE_SIZES = [PAGE_SIZE]
const NO_ROWS: Flow[] = []
const SLOT_PROPS = { loadingOverlay: { variant: 'linear-progress', noRowsVariant: 'linear-progress' } } as const

interface FlowGridProps {
  filters: Filters
  /** Where the pages up to this one begin, the second page first. */
  cursors: readonly string[]
  onTurn: (cursors: readonly string[]) => void
  openFlow: string | null
  onOpen: (id: string) => void
  onNarrow: Narrow
}

/** A page of flows. Pages are reached one after another: each begins where the one before ended. */
export function FlowGrid({ filters, cursors, onTurn, openFlow, onOpen, onNarrow }: FlowGridProps) {
  const captureName = useCaptureName()
  const [width, watchWidth] = useWidth()
  const cursor = cursors.at(-1)
  const { data, error, isFetching, refetch } = useOperation('flows.list', {
    ...filters,
    limit: PAGE_SIZE,
    ...(cursor === undefined ? {} : { cursor }),
  })

  const goTo = (page: number) => {
    if (page < cursors.length) onTurn(cursors.slice(0, page))
    else if (page > cursors.length && data?.next_cursor) onTurn([...cursors, data.next_cursor])
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

  const inOneCapture = filters.capture_id !== undefined || filters.alert_id !== undefined
  const columns = useMemo(() => flowColumns(captureName, onNarrow), [captureName, onNarrow])
  const shownColumns = useMemo(() => columnsInRoom(width, inOneCapture), [width, inOneCapture])
  const page = useMemo(() => ({ page: cursors.length, pageSize: PAGE_SIZE }), [cursors.length])
  const chosen = useMemo(
    () => ({ type: 'include' as const, ids: new Set<GridRowId>(openFlow === null ? [] : [openFlow]) }),
    [openFlow],
  )

  if (error) return <ProblemNotice title="Flows could not be read" error={error} onRetry={() => void refetch()} />
  const isNarrowed = Object.keys(filters).length > 0
  return (
    <Box
      ref={watchWidth}
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
        rows={data?.items ?? NO_ROWS}
        columns={columns}
        columnVisibilityModel={shownColumns}
        rowCount={data?.total ?? 0}
        paginationMode="server"
        pageSizeOptions={PAGE_SIZES}
        paginationModel={page}
        paginationMeta={{ hasNextPage: data !== undefined && data.next_cursor !== null }}
        onPaginationModelChange={(next) => goTo(next.page)}
        loading={isFetching && data === undefined}
        density="compact"
        rowHeight={34}
        columnHeaderHeight={34}
        disableColumnMenu
        disableColumnSorting
        disableColumnFilter
        disableRowSelectionOnClick
        hideFooterSelectedRowCount
        rowSelectionModel={chosen}
        onRowClick={({ id }) => onOpen(String(id))}
        onCellKeyDown={({ id }, event) => {
          if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) onOpen(String(id))
        }}
        slots={{ noRowsOverlay: isNarrowed ? NothingMatches : NothingYet }}
        slotProps={SLOT_PROPS}
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
