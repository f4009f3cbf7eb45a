import Box from '@mui/material/Box'
import {
  type CSSProperties,
  useCallback,
  useMemo,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import type { QueryTree } from '../../../../contract/query/tree.ts'
import { MARGIN_ROWS, type RowRange, useRowsInView } from '../../components/rows-in-view.ts'
import { useTurns } from '../../components/use-turns.ts'
import { allowedWidth } from './column-choice.ts'
import { CellMenu, type CellMenuPlace } from './cell-menu.tsx'
import { cellQueries, hostIn } from './cell-queries.ts'
import { columnKey } from './column-keys.ts'
import { ColumnMenu, type ColumnMenuPlace } from './column-menu.tsx'
import { roomOf, tracksOf, type ColumnWidths, type FlowColumn } from './columns-in-room.ts'
import type { FlowColumnView } from './flow-columns.tsx'
import { copyText } from './copy-text.ts'
import { FlowHeader } from './flow-header.tsx'
import { FlowRow } from './flow-row.tsx'
import { nextSort, type Sort, type SortChange } from './flow-sort.ts'
import { ROW_HEIGHT, TABLE } from './flow-table-style.ts'
import { HEADER_ROW, placeAfterKey } from './grid-keys.ts'
import { rowKey } from './row-keys.ts'
import { drawnWidth, fittingWidth, layOut } from './measure-column.ts'
import { type CellName, HEADER, useCellFocus } from './use-cell-focus.ts'
import type { ChosenRows } from './use-chosen-rows.ts'
import type { ColumnActions } from './use-flow-columns.ts'
import type { ShownList } from './use-flow-list.ts'
import { useListScroll } from './use-list-scroll.ts'

/** Rows drawn at a time: a screenful at once would hold up the window. */
const ROWS_A_TURN = 8

interface FlowTableProps {
  list: ShownList<unknown>
  /** By the id of the flow, as far as it is read. */
  traffic: ReadonlyMap<string, FlowTraffic>
  columns: readonly FlowColumnView[]
  widths: ColumnWidths
  columnActions: ColumnActions
  sort: Sort
  onSort: SortChange
  /** Flows before the first one of the list; null while that is not known. */
  before: number | null
  openFlow: string | null
  chosen: ChosenRows
  /** Tells which rows are wholly in view, by their places in the list, and whether somebody scrolled them there. */
  onView: (rows: RowRange, isScrolled: boolean) => void
  /** Tells the row that the keyboard is on its way to, which is not read yet; null for none. */
  onAim: (place: number | null) => void
  /** Somebody goes up from where the list begins. */
  onAbove: () => void
  /** Scrolling begins or ends. */
  onScrolling: (isScrolling: boolean) => void
  /** Copies flows as CSV. */
  onCopy: (flows: readonly Flow[]) => void
  onOpen: (id: string) => void
  /** Narrows the list to what a part of a query finds, or to all else. */
  onAdd: (part: QueryTree, how: 'only' | 'exclude') => void
  /** Goes to the page of a host. */
  onHost: (address: string) => void
}

/**
 * Flows in rows. Arrow keys go from cell to cell; Enter or a click opens a flow, h the host of an address; + and - narrow the
 * list to the cell or free it from that, as the menu of the cell does. Other keys change the column of the cell (column-keys.ts).
 */
export function FlowTable({
  list,
  traffic,
  columns,
  widths,
  columnActions,
  sort,
  onSort,
  before,
  openFlow,
  chosen,
  onView,
  onAim,
  onAbove,
  onScrolling,
  onCopy,
  onOpen,
  onAdd,
  onHost,
}: FlowTableProps) {
  const { rows } = list
  const grid = useRef<HTMLElement>(null)
  const [menu, setMenu] = useState<CellMenuPlace | null>(null)
  const [columnMenu, setColumnMenu] = useState<ColumnMenuPlace | null>(null)
  const { range: scrolledOver, watch: watchRows, look: lookAtRows } = useRowsInView(ROW_HEIGHT)
  const fields = useMemo(() => columns.map(({ field }) => field), [columns])
  const watch = useCallback(
    (element: HTMLElement | null) => {
      grid.current = element
      return watchRows(element)
    },
    [watchRows],
  )
  const origin_row = useListScroll({ grid, list, openFlow, onView, onAbove, onScrolling, onScrolledTo: lookAtRows })
  const inView = {
    first: Math.max(0, origin_row + scrolledOver.first),
    end: Math.min(origin_row + scrolledOver.end, list.extent),
  }
  const drawn = useTurns(0, (already) => (already < inView.end - inView.first ? already + ROWS_A_TURN : undefined))
  const first_in_view = scrolledOver.first === 0 ? origin_row : inView.first + MARGIN_ROWS
  const focus = useCellFocus({ grid, list, fields, first_in_view, onAim, onStretch: chosen.stretch })
  const { entry } = focus
  const entryPlace = rows.placeOf(entry.id)

  const layout = { '--tracks': tracksOf(fields, widths), '--needed': `${roomOf(fields, widths)}px` } as CSSProperties

  const fit = (field: FlowColumn) => {
    if (grid.current) columnActions.widen(field, fittingWidth(grid.current, field, fields, widths))
  }
  const dragged = useRef<number | null>(null)
  const drag = (field: FlowColumn, moved_px: number) => {
    if (!grid.current) return
    dragged.current ??= drawnWidth(grid.current, field)
    layOut(grid.current, fields, { ...widths, [field]: allowedWidth(dragged.current + moved_px) })
  }
  const drop = (field: FlowColumn, moved_px: number | null) => {
    if (grid.current) layOut(grid.current, fields, widths)
    if (moved_px !== null && dragged.current !== null) {
      columnActions.widen(field, allowedWidth(dragged.current + moved_px))
    }
    dragged.current = null
  }
  const changeColumn = (field: FlowColumn, event: KeyboardEvent) => {
    const asked = columnKey(event, cellAt(event.target)?.id === HEADER)
    if (asked?.does === 'sort') onSort((now) => nextSort(now, field))
    if (asked?.does === 'fit') fit(field)
    if (asked?.does === 'move') columnActions.move(field, asked.steps)
    if (asked?.does === 'widen' && grid.current) columnActions.widenBy(field, asked.px, drawnWidth(grid.current, field))
    return asked !== undefined
  }

  const chooseOrCopy = (cell: CellName, event: KeyboardEvent) => {
    const asked = rowKey(event, chosen.ids.size > 0, isControl(event.target))
    if (asked === 'toggle') chosen.toggle(cell.id)
    if (asked === 'all') chosen.page(cell.id)
    if (asked === 'clear') chosen.clear()
    if (asked === 'copy row') onCopy([rows.flowOf(cell.id)].filter((flow) => flow !== undefined))
    if (asked === 'copy') {
      if (chosen.flows.length > 0) onCopy(chosen.flows)
      else copyText(cellText(event.target))
    }
    return asked !== undefined
  }

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = cellAt(event.target)
    if (from === undefined) return
    const place = focus.placeOf(from)
    const to = placeAfterKey(event, place, list.end ?? Infinity, fields.length)
    if (focus.waits(event, to !== undefined)) return
    if (changeColumn(from.field, event)) {
      event.preventDefault()
      return
    }
    if (from.id !== HEADER && chooseOrCopy(from, event)) {
      event.preventDefault()
      event.stopPropagation()
      return
    }
    if (event.key === 'Enter' && !isControl(event.target)) onOpen(from.id)
    if (event.key === 'h' && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const host = hostIn(rows.flowOf(from.id), from.field)
      event.preventDefault()
      if (host !== null) onHost(host)
      return
    }
    const how = HOW_BY_KEY.get(event.key)
    if (how !== undefined && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const flow = rows.flowOf(from.id)
      const [part] = flow ? cellQueries(flow, from.field, traffic.get(flow.id)) : []
      if (part) onAdd(part, how)
      return
    }
    if (to === undefined) return
    event.preventDefault()
    if (event.key === 'PageUp' && place.row === 0) onAbove()
    focus.go(to, event.shiftKey && from.id !== HEADER && to.row !== HEADER_ROW ? from.id : null)
  }

  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    const cell = cellAt(event.target)
    if (cell?.id === HEADER) {
      event.preventDefault()
      const name = columns.find(({ field }) => field === cell.field)?.name ?? ''
      setColumnMenu({ field: cell.field, name, left_px: event.clientX, top_px: event.clientY })
      return
    }
    const flow = cell && rows.flowOf(cell.id)
    if (cell === undefined || flow === undefined) return
    event.preventDefault()
    setMenu({
      ...{ flow, field: cell.field, traffic: traffic.get(flow.id), text: cellText(event.target) },
      ...{ left_px: event.clientX, top_px: event.clientY },
    })
  }

  return (
    <>
      <Box
        ref={watch}
        role="grid"
        aria-label="Flows"
        aria-rowcount={list.total === null ? -1 : list.total + 1}
        aria-colcount={columns.length}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
        onFocus={({ target }: FocusEvent) => focus.onFocus(cellAt(target))}
        onBlur={focus.onBlur}
        aria-multiselectable
        onMouseDown={(event: MouseEvent) => {
          // Rows are chosen, not the text between them.
          if (event.shiftKey) event.preventDefault()
        }}
        onClick={({ target, ctrlKey, metaKey, shiftKey }: MouseEvent) => {
          const cell = target instanceof HTMLAnchorElement ? undefined : cellAt(target)
          if (cell === undefined || cell.id === HEADER) return
          if (shiftKey) chosen.stretch(entry.id ?? cell.id, cell.id)
          else if (ctrlKey || metaKey) chosen.toggle(cell.id)
          else onOpen(cell.id)
        }}
        style={layout}
        sx={TABLE}
      >
        <FlowHeader
          columns={columns}
          entry={entry.id === HEADER ? (entry.field ?? null) : null}
          onDrag={drag}
          onDrop={drop}
          onFit={fit}
          sort={sort}
          onSort={(field) => onSort((now) => nextSort(now, field))}
        />
        <div role="rowgroup" className="body" style={{ height: (list.extent - origin_row) * ROW_HEIGHT }}>
          {placesToDraw(inView, drawn, entryPlace).map((place) => {
            const flow = rows.at(place)
            return (
              flow && (
                <FlowRow
                  key={flow.id}
                  flow={flow}
                  traffic={traffic.get(flow.id)}
                  columns={columns}
                  top_px={(place - origin_row) * ROW_HEIGHT}
                  number={before === null ? null : before + place + 1}
                  isOpen={flow.id === openFlow}
                  isChosen={chosen.ids.has(flow.id)}
                  entry={place === entryPlace ? (entry.field ?? null) : null}
                />
              )
            )
          })}
        </div>
      </Box>
      {columnMenu && (
        <ColumnMenu
          place={columnMenu}
          actions={columnActions}
          onSort={onSort}
          onFit={fit}
          onClose={() => setColumnMenu(null)}
        />
      )}
      {menu && (
        <CellMenu
          place={menu}
          chosen={chosen.flows}
          onCopy={onCopy}
          onOpen={onOpen}
          onAdd={onAdd}
          onHost={onHost}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  )
}

/** Rows in view as far as it is their turn, and the one that the Tab key leads to, wherever it is. */
function placesToDraw({ first, end }: RowRange, drawn: number, entryPlace: number | undefined): number[] {
  const last = Math.max(first, Math.min(end, first + drawn))
  const places = Array.from({ length: last - first }, (_, row) => first + row)
  if (entryPlace === undefined) return places
  if (entryPlace < first) return [entryPlace, ...places]
  return entryPlace < last ? places : [...places, entryPlace]
}

function isControl(target: EventTarget): boolean {
  return target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement
}

/** What the cell around an element shows. */
function cellText(target: EventTarget): string {
  return target instanceof Element ? (target.closest('[data-field]')?.textContent ?? '') : ''
}

/** The cell around an element. */
function cellAt(target: EventTarget): CellName | undefined {
  if (!(target instanceof Element)) return undefined
  const id = target.closest('.head') ? HEADER : target.closest<HTMLElement>('[data-id]')?.dataset['id']
  const field = target.closest<HTMLElement>('[data-field]')?.dataset['field']
  return id === undefined || field === undefined ? undefined : { id, field: field as FlowColumn }
}

const HOW_BY_KEY: ReadonlyMap<string, 'only' | 'exclude'> = new Map([
  ['+', 'only'],
  ['-', 'exclude'],
])
