import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import TablePagination from '@mui/material/TablePagination'
import Typography from '@mui/material/Typography'
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import type { OperationOutput } from '../../../../contract/operations.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { WrongQuery } from '../../components/query-bar/wrong-query.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useShortcuts } from '../../components/shortcut-provider.tsx'
import { useCaptureName } from '../../components/use-captures.ts'
import { useWidth } from '../../components/use-width.ts'
import { addressOfHost } from '../../lib/host-addresses.ts'
import { call, sentenceOf } from '../../lib/client.ts'
import { refusedQuery } from '../../lib/refused-query.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { useChosenRows } from './chosen-rows.ts'
import { copyText } from './copy-text.ts'
import { ColumnsDialog } from './columns-dialog.tsx'
import { openGridPanel, useGridPanel } from './grid-panels.ts'
import { flowColumns } from './flow-columns.tsx'
import { isSameSort, NEWEST_FIRST, type Sort, type SortChange, sortInput } from './flow-sort.ts'
import { isFeature } from './feature-columns.ts'
import { flowsCsv } from './flow-csv.ts'
import { FlowTable } from './flow-table.tsx'
import { GoToTime } from './go-to-time.tsx'
import { ListedPackets } from './listed-packets.tsx'
import type { Narrow } from './narrow.ts'
import { PAGE_SIZE } from './page-state.ts'
import { useFlowColumns } from './use-flow-columns.ts'
import { useFlowPage } from './use-flow-page.ts'
import { useNewerFlows } from './use-newer-flows.ts'
import { useTraffic } from './use-traffic.ts'
import { useTurnPages } from './use-turn-pages.ts'

const ONE_SIZE = [PAGE_SIZE]

interface FlowGridProps {
  filters: Filters
  /** Where the pages up to this one begin, the second page first. */
  cursors: readonly string[]
  onTurn: (cursors: readonly string[]) => void
  sort: Sort
  onSort: SortChange
  /** The time that the list begins at; null for the newest flow. */
  at: string | null
  onGoTo: (at: string | null) => void
  openFlow: string | null
  onOpen: (id: string) => void
  onNarrow: Narrow
  /** Adds a part to the query. */
  onAdd: (part: QueryTree, how: 'only' | 'exclude') => void
}

/** A page of flows in the order asked for. Pages are reached one after another: each begins where the one before ended. */
export function FlowGrid({
  filters,
  cursors,
  onTurn,
  sort,
  onSort,
  at,
  onGoTo,
  openFlow,
  onOpen,
  onNarrow,
  onAdd,
}: FlowGridProps) {
  const captureName = useCaptureName()
  const navigate = useNavigate()
  const notify = useNotify()
  const [width, watchWidth] = useWidth()
  const cursor = cursors.at(-1)
  const { data, error, isPlaceholderData, isSearching, refetch } = useFlowPage({
    ...filters,
    ...sortInput(sort),
    ...(at === null ? {} : { at }),
    limit: PAGE_SIZE,
    ...(cursor === undefined ? {} : { cursor }),
  })

  // Until the page that is turned to is there, or the list is sorted, what was there stays, with its numbers.
  const isSorting = isSearching && !isSameSort(sort, NEWEST_FIRST)
  const now = { flows: isSorting ? undefined : data, passed: cursors.length * PAGE_SIZE, sort, at }
  const [answer, setAnswer] = useState(now)
  if (!isPlaceholderData && !isSorting && data !== answer.flows) setAnswer(now)

  // An import under way gives other flows each time it is asked: drawn in slices, they do not hold up the window.
  const { flows: shown, passed, at: shownAt } = useDeferredValue(answer)
  const newer = useNewerFlows(filters, at)
  /** Flows before the first row; null while those that are newer are being counted. */
  const before = shownAt === null ? passed : shownAt === at && newer.count !== null ? passed + newer.count : null

  const inOneCapture = filters.capture_id !== undefined || filters.alert_id !== undefined
  const chosen = useFlowColumns(width ?? 0, inOneCapture, openFlow !== null)
  const panel = useGridPanel()
  const order = useMemo(() => shown?.items.map(({ id }) => id) ?? [], [shown])
  const rows = useChosenRows(order)
  const traffic = useTraffic(isSearching ? undefined : shown?.items, chosen.columns)

  const { turn, isTurning } = useTurnPages({
    cursors,
    flows: isPlaceholderData || isSearching || !newer.isKnown ? undefined : data,
    onTurn,
    onNewer: at === null ? undefined : () => onGoTo(newer.pageBefore),
  })
  const move = (step: 1 | -1) => {
    if (isTurning()) return false
    const rows = data?.items ?? []
    const place = rows.findIndex(({ id }) => id === openFlow)
    const next = rows[place === -1 ? 0 : place + step]
    if (next) onOpen(next.id)
    return true
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    '[': () => turn(-1),
    ']': () => turn(1),
    c: () => openGridPanel('columns'),
    t: () => openGridPanel('time'),
  })

  const allColumns = useMemo(() => flowColumns(captureName, onNarrow), [captureName, onNarrow])
  const columns = useMemo(() => {
    const views = new Map(allColumns.map((view) => [view.field, view]))
    return chosen.columns.flatMap((column) => views.get(column) ?? [])
  }, [allColumns, chosen.columns])

  const copy = (ids: readonly string[]) => {
    const wanted = new Set(ids)
    const flows = (shown?.items ?? []).filter(({ id }) => wanted.has(id))
    // What is on the screen may not be read yet, and is not to be missing from the copy.
    const features = chosen.columns.filter(isFeature)
    call('flows.traffic', { ids: flows.map(({ id }) => id), features }).then(
      ({ items }) => {
        copyText(flowsCsv(flows, new Map(items.map((each) => [each.id, each])), chosen.columns, captureName))
        notify({ message: `${formatCounted(flows.length, 'row')} copied as CSV.` })
      },
      (error: unknown) => notify({ message: sentenceOf(error) }),
    )
  }

  const refused = refusedQuery(error)
  if (refused) return <WrongQuery query={filters.q ?? ''} subject="flows" fault={refused} />
  if (error) return <ProblemNotice title="Flows could not be read" error={error} onRetry={() => void refetch()} />
  const sortName = allColumns.find(({ field }) => field === sort.by)?.name ?? ''
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
        display: 'flex',
        flexDirection: 'column',
      }}
    >
      {shown === undefined && !isSearching && <LinearProgress aria-label="Reading flows" />}
      {isSearching && (
        <LinearProgress
          aria-label={isSorting ? 'Sorting flows' : 'Searching flows'}
          variant="determinate"
          value={100 * (data?.progress ?? 0)}
        />
      )}
      {shown?.items.length === 0 && !isSearching && (
        <Box sx={{ flex: 1, display: 'grid', alignContent: 'center' }}>
          {isNarrowed ? <NothingMatches /> : <NothingYet />}
        </Box>
      )}
      {shown !== undefined && shown.items.length > 0 && width !== null && (
        <FlowTable
          flows={shown.items}
          traffic={traffic}
          columns={columns}
          widths={chosen.widths}
          columnActions={chosen.actions}
          sort={sort}
          onSort={onSort}
          before={before ?? 0}
          total={shown.total}
          openFlow={openFlow}
          chosen={rows}
          onCopy={copy}
          onOpen={onOpen}
          onAdd={onAdd}
          onHost={(address) => void navigate(addressOfHost(address))}
        />
      )}
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          justifyContent: 'flex-end',
          mt: 'auto',
          borderTop: 1,
          borderColor: 'divider',
        }}
      >
        {/* Left of what stays in its place, which messages do not cover. */}
        {isSorting && (
          <Aside text={`Sorting by ${sortName}: ${Math.floor(100 * (data?.progress ?? 0))}%`}>
            <Button
              size="small"
              onClick={() => onSort(() => (answer.flows === undefined ? NEWEST_FIRST : answer.sort))}
            >
              Cancel sorting
            </Button>
          </Aside>
        )}
        {!isSorting && rows.ids.size > 0 && (
          <Aside text={`${formatCounted(rows.ids.size, 'row')} chosen`}>
            <Button size="small" onClick={() => copy([...rows.ids])}>
              Copy as CSV
            </Button>
            <Button size="small" onClick={rows.clear}>
              Clear
            </Button>
          </Aside>
        )}
        <Button size="small" onClick={() => openGridPanel('time')}>
          Go to time
        </Button>
        <Button size="small" onClick={() => openGridPanel('columns')}>
          Columns
        </Button>
        <ListedPackets filters={filters} flows={shown === undefined ? undefined : (shown.total ?? Infinity)} />
        <TablePagination
          component="div"
          count={shown === undefined ? 0 : (shown.total ?? -1)}
          page={shown === undefined ? 0 : (before ?? PAGE_SIZE) / PAGE_SIZE}
          rowsPerPage={PAGE_SIZE}
          rowsPerPageOptions={ONE_SIZE}
          labelDisplayedRows={() => rangeText(shown, before)}
          onPageChange={(_event, page) => turn(page * PAGE_SIZE < (before ?? PAGE_SIZE) ? -1 : 1)}
          slotProps={{
            actions: { nextButton: { disabled: isSearching || shown === undefined || shown.next_cursor === null } },
          }}
        />
      </Box>
      {panel === 'time' && <GoToTime newest={shown?.items[0]?.timestamp} onGoTo={onGoTo} />}
      {panel === 'columns' && <ColumnsDialog columns={columns} all={allColumns} chosen={chosen} />}
    </Box>
  )
}

/** What goes on with the list, with what can be done about it. */
function Aside({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', mr: 1.5, minWidth: 0 }}>
      <Typography variant="caption" color="textSecondary" noWrap sx={{ mr: 0.5 }}>
        {text}
      </Typography>
      {children}
    </Box>
  )
}

/** Which flows are on the page, and how many there are as far as that is known. */
function rangeText(shown: OperationOutput<'flows.list'> | undefined, before: number | null): string {
  const { items = [], total = 0 } = shown ?? {}
  const of = total === null ? '' : ` of ${formatCount(total)}`
  if (before === null) return `${formatCounted(items.length, 'flow')}${of}`
  const first = items.length === 0 ? 0 : before + 1
  return `${formatCount(first)}–${formatCount(before + items.length)}${of}`
}

function NothingMatches() {
  return (
    <EmptyState title="No flow matches">
      Remove a filter to see more. A capture of conversations only has no flows to list.
    </EmptyState>
  )
}

function NothingYet() {
  return <EmptyState title="No flows yet">Drop a capture on the window, or press Ctrl+O to choose one.</EmptyState>
}
