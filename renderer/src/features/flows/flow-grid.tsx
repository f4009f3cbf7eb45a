import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import LinearProgress from '@mui/material/LinearProgress'
import TablePagination from '@mui/material/TablePagination'
import Typography from '@mui/material/Typography'
import { useQueryClient } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useEffectEvent, useMemo, useRef, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { WrongQuery } from '../../components/query-bar/wrong-query.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useShortcuts } from '../../components/shortcut-provider.tsx'
import { useCaptureName } from '../../components/use-captures.ts'
import type { RowRange } from '../../components/rows-in-view.ts'
import { useWidth } from '../../components/use-width.ts'
import { addressOfHost } from '../../lib/host-addresses.ts'
import { call, sentenceOf } from '../../lib/client.ts'
import { refusedQuery } from '../../lib/refused-query.ts'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import type { Filters } from '../../lib/search-filters.ts'
import { copyText } from './copy-text.ts'
import { ColumnsDialog } from './columns-dialog.tsx'
import type { FlowColumn } from './columns-in-room.ts'
import { openGridPanel, useGridPanel } from './grid-panels.ts'
import { flowColumns } from './flow-columns.tsx'
import { isSameSort, NEWEST_FIRST, type Sort, type SortChange, sortInput } from './flow-sort.ts'
import type { OperationInput } from '../../../../contract/operations.ts'
import { isFeature } from './feature-columns.ts'
import { flowsCsv } from './flow-csv.ts'
import { FlowTable } from './flow-table.tsx'
import { GoToTime } from './go-to-time.tsx'
import { pageInView } from './held-pages.ts'
import { ListedPackets } from './listed-packets.tsx'
import type { Narrow } from './narrow.ts'
import { PAGE_SIZE } from './page-state.ts'
import { useChosenRows } from './use-chosen-rows.ts'
import { useFlowColumns } from './use-flow-columns.ts'
import { type ShownList, useFlowList } from './use-flow-list.ts'
import { type FlowInput, flowPageQuery, isPartial } from './use-flow-page.ts'
import { useNumbering } from './use-numbering.ts'
import { useNewerFlows } from './use-newer-flows.ts'
import { useTraffic } from './use-traffic.ts'
import { useTurnPages } from './use-turn-pages.ts'

const ONE_SIZE = [PAGE_SIZE]

/** Flows that one call reads the traffic of. */
const MOST_AT_ONCE = 1000

/** It comes and goes, and moves no row. */
const OVER_THE_LIST = { position: 'absolute', top: 0, left: 0, right: 0, zIndex: 2 } as const

interface FlowGridProps {
  filters: Filters
  /** Where the pages up to this one begin, the second page first. */
  cursors: readonly string[]
  onTurn: (cursors: readonly string[]) => void
  sort: Sort
  onSort: SortChange
  /** The time that the list begins at; null for the newest flow. */
  at: string | null
  onGoTo: (at: string | null, options?: { replace: boolean }) => void
  openFlow: string | null
  onOpen: (id: string) => void
  onNarrow: Narrow
  /** Adds a part to the query. */
  onAdd: (part: QueryTree, how: 'only' | 'exclude') => void
  /** Is given the columns that are on the screen, whenever they change. */
  onColumns: (columns: readonly FlowColumn[]) => void
}

/** Flows in the order asked for. Scrolling goes on from page to page: each begins where the one before ended. */
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
  onColumns,
}: FlowGridProps) {
  const captureName = useCaptureName()
  const navigate = useNavigate()
  const notify = useNotify()
  const client = useQueryClient()
  const [width, watchWidth] = useWidth()
  const inputAt = (start: string | null): FlowInput => ({
    ...{ ...filters, ...sortInput(sort), limit: PAGE_SIZE },
    ...(start === null ? {} : { at: start }),
  })
  const goTo = (time: string | null) => {
    list.keepViewFor(null)
    onGoTo(time)
  }
  const isSorted = !isSameSort(sort, NEWEST_FIRST)
  const list = useFlowList({
    ...{ input: inputAt(at), about: { sort, at }, cursors, isWhole: isSorted, isInTime: !isSorted, openFlow },
    onFollow: onTurn,
  })
  const { current, error, progress } = list
  const isSorting = isSorted && list.isGoing && progress !== null

  // An import under way gives other flows each time it is asked: drawn in slices, they do not hold up the window.
  const shown = useDeferredValue(list.shown)
  const isRead = shown.pages.size > 0
  const newer = useNewerFlows(filters, at)
  const begin = shown.about.at
  /** Null while those that are newer are being counted. */
  const before_list = begin === null ? 0 : begin === at ? newer.count : null
  const before = useNumbering(shown, before_list)

  const inOneCapture = filters.capture_id !== undefined || filters.alert_id !== undefined
  const columnChoice = useFlowColumns(width ?? 0, inOneCapture, openFlow !== null)
  const tellColumns = useEffectEvent(onColumns)
  useEffect(() => tellColumns(columnChoice.columns), [columnChoice.columns])
  const panel = useGridPanel()
  const rows = useChosenRows(
    shown.list,
    shown.rows,
    async (page) => {
      const input = list.inputOf(page)
      return input === undefined ? [] : (await client.query(flowPageQuery(client, input))).items
    },
    (message) => notify({ message }),
  )
  const whole = [...shown.pages.values()].filter((each) => !isPartial(each, PAGE_SIZE)).map(({ items }) => items)
  const traffic = useTraffic(whole, columnChoice.columns)

  const { turn, isTurning, isLeaving } = useTurnPages({
    cursors,
    flows: list.isCurrent && newer.isKnown ? current : undefined,
    onTurn,
    onNewer: at === null ? undefined : () => goTo(newer.pageBefore),
  })
  const inView = useRef<RowRange | null>(null)
  const follow = () => {
    if (inView.current === null || shown !== list.shown || isLeaving()) return
    list.follow(pageInView(inView.current, shown.end))
  }
  const followNow = useEffectEvent(follow)
  useEffect(() => followNow())
  // Where flows joined above the row in view, the list begins at its time: that has its number, and what is above it is in order.
  const beginInView = useEffectEvent(() => {
    if (isSorted || shown !== list.shown || list.isGoing || list.isMoving || isLeaving()) return
    const first = shown.isCounted ? undefined : shown.rows.at(inView.current?.first ?? 0)
    const time = list.lost_time ?? first?.timestamp ?? at
    if (time === at) return
    list.keepViewFor(inputAt(time))
    onGoTo(time, { replace: true })
  })
  useEffect(() => beginInView())
  const onView = (range: RowRange, isScrolled: boolean) => {
    inView.current = range
    list.look(range, !isScrolled && shown === list.shown)
    if (isScrolled) follow()
  }
  const onAbove = () => {
    if (at === null || shown !== list.shown || list.isGoing || isLeaving() || !newer.isKnown || newer.count === 0)
      return
    list.keepViewFor(inputAt(newer.pageBefore))
    onGoTo(newer.pageBefore, { replace: true })
  }

  /** Whether the next step leads to the first row of the page, and does not go on from the open flow. */
  const isTurned = useRef(false)
  const turnPage = (step: 1 | -1) => {
    isTurned.current = true
    turn(step)
  }
  const move = (step: 1 | -1) => {
    if (isTurning()) return false
    const { rows: held, end } = list.shown
    const from = isTurned.current ? undefined : held.placeOf(openFlow)
    const place = from === undefined ? cursors.length * PAGE_SIZE : from + step
    const next = held.at(place)
    // The page of the row is on its way.
    if (next === undefined && place >= 0 && (end === null || place < end)) return false
    if (place < 0) onAbove()
    isTurned.current = false
    if (next) onOpen(next.id)
    return true
  }
  const open = (id: string) => {
    isTurned.current = false
    onOpen(id)
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    '[': () => turnPage(-1),
    ']': () => turnPage(1),
    c: () => openGridPanel('columns'),
    t: () => openGridPanel('time'),
  })

  const allColumns = useMemo(() => flowColumns(captureName, onNarrow), [captureName, onNarrow])
  const columns = useMemo(() => {
    const views = new Map(allColumns.map((view) => [view.field, view]))
    return columnChoice.columns.flatMap((column) => views.get(column) ?? [])
  }, [allColumns, columnChoice.columns])

  const copy = (flows: readonly Flow[]) => {
    // What is on the screen may not be read yet, and is not to be missing from the copy.
    readTraffic(flows, columnChoice.columns.filter(isFeature)).then(
      (read) => {
        copyText(flowsCsv(flows, read, columnChoice.columns, captureName))
        notify({ message: `${formatCounted(flows.length, 'row')} copied as CSV.` })
      },
      (error: unknown) => notify({ message: sentenceOf(error) }),
    )
  }

  const refused = refusedQuery(error)
  if (refused) return <WrongQuery query={filters.q ?? ''} subject="flows" fault={refused} />
  if (error) return <ProblemNotice title="Flows could not be read" error={error} onRetry={() => void list.refetch()} />
  const sortName = allColumns.find(({ field }) => field === sort.by)?.name ?? ''
  const isNarrowed = Object.keys(filters).length > 0
  const page = shown.pages.get(shown.page)
  const passed = before === null ? PAGE_SIZE : before + shown.page * PAGE_SIZE
  return (
    <Box
      ref={watchWidth}
      component="section"
      aria-label="Classified flows"
      sx={{
        position: 'relative',
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
      {!isRead && progress === null && <LinearProgress aria-label="Reading flows" sx={OVER_THE_LIST} />}
      {progress !== null && (
        <LinearProgress
          aria-label={isSorted ? 'Sorting flows' : 'Searching flows'}
          variant="determinate"
          value={100 * progress}
          sx={OVER_THE_LIST}
        />
      )}
      {isRead && shown.rows.end === 0 && progress === null && (
        <Box sx={{ flex: 1, display: 'grid', alignContent: 'center' }}>
          {isNarrowed ? <NothingMatches /> : <NothingYet />}
        </Box>
      )}
      {shown.rows.end > 0 && width !== null && (
        <FlowTable
          list={shown}
          traffic={traffic}
          columns={columns}
          widths={columnChoice.widths}
          columnActions={columnChoice.actions}
          sort={sort}
          onSort={onSort}
          before={before}
          openFlow={openFlow}
          chosen={rows}
          onView={onView}
          onAim={list.aim}
          onAbove={onAbove}
          onScrolling={list.setScrolling}
          onCopy={copy}
          onOpen={open}
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
          <Aside text={`Sorting by ${sortName}: ${Math.floor(100 * progress)}%`}>
            <Button size="small" onClick={() => onSort(() => (isRead ? shown.about.sort : NEWEST_FIRST))}>
              Cancel sorting
            </Button>
          </Aside>
        )}
        {!isSorting && rows.ids.size > 0 && (
          <Aside text={`${formatCounted(rows.ids.size, 'row')} chosen`}>
            <Button size="small" onClick={() => copy(rows.flows)}>
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
        <ListedPackets filters={filters} flows={isRead ? (shown.total ?? Infinity) : undefined} />
        <TablePagination
          component="div"
          count={isRead ? (shown.total ?? -1) : 0}
          page={isRead ? passed / PAGE_SIZE : 0}
          rowsPerPage={PAGE_SIZE}
          rowsPerPageOptions={ONE_SIZE}
          labelDisplayedRows={() => rangeText(shown, before)}
          onPageChange={(_event, to) => turnPage(to * PAGE_SIZE < passed ? -1 : 1)}
          slotProps={{
            actions: {
              nextButton: { disabled: page === undefined || isPartial(page, PAGE_SIZE) || page.next_cursor === null },
            },
          }}
        />
      </Box>
      {panel === 'time' && <GoToTime newest={page?.items[0]?.timestamp} onGoTo={goTo} />}
      {panel === 'columns' && <ColumnsDialog columns={columns} all={allColumns} chosen={columnChoice} />}
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

/** Which flows are on the page that a person is on, and how many there are as far as that is known. */
function rangeText({ pages, page, total }: ShownList<unknown>, before: number | null): string {
  const rows = pages.get(page)?.items.length ?? 0
  const of = total === null ? '' : ` of ${formatCount(total)}`
  if (before === null) return `${formatCounted(rows, 'flow')}${of}`
  const first = before + page * PAGE_SIZE
  return `${formatCount(rows === 0 ? 0 : first + 1)}–${formatCount(first + rows)}${of}`
}

/** Duration, packets, bytes and features of flows, of any number of them. */
async function readTraffic(
  flows: readonly Flow[],
  features: OperationInput<'flows.traffic'>['features'],
): Promise<ReadonlyMap<string, FlowTraffic>> {
  const found = new Map<string, FlowTraffic>()
  for (let first = 0; first < flows.length; first += MOST_AT_ONCE) {
    const ids = flows.slice(first, first + MOST_AT_ONCE).map(({ id }) => id)
    const { items } = await call('flows.traffic', { ids, features })
    for (const each of items) found.set(each.id, each)
  }
  return found
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
