import Box from '@mui/material/Box'
import {
  type CSSProperties,
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'

import type { Flow } from '../../../../contract/flows.ts'
import { useTurns } from '../../components/use-turns.ts'
import { tracksOf, type FlowColumn } from './columns-in-room.ts'
import type { FlowColumnView } from './flow-columns.tsx'
import { FlowRow } from './flow-row.tsx'
import { placeAfterKey } from './grid-keys.ts'

/** Rows drawn at a time: a screenful first. */
const ROWS_A_TURN = 25

interface FlowTableProps {
  flows: readonly Flow[]
  columns: readonly FlowColumnView[]
  /** Flows on the pages before this one. */
  before: number
  /** Flows on all pages. */
  total: number
  openFlow: string | null
  onOpen: (id: string) => void
}

/** Flows in rows. Arrow keys go from cell to cell; Enter or a click opens a flow. */
export function FlowTable({ flows, columns, before, total, openFlow, onOpen }: FlowTableProps) {
  const grid = useRef<HTMLDivElement>(null)
  const hasFocus = useRef(false)
  const [focused, setFocused] = useState<CellName | null>(null)
  const drawn = useTurns(ROWS_A_TURN, (already) => (already < flows.length ? already + ROWS_A_TURN : undefined))

  const fields = columns.map(({ field }) => field)
  const isThere = flows.some(({ id }) => id === focused?.id) && focused !== null && fields.includes(focused.field)
  const entry = isThere ? focused : { id: flows[0]?.id, field: fields[0] }

  useEffect(() => {
    grid.current?.scrollTo({ top: 0 })
  }, [before])

  useEffect(() => {
    // A row that goes away takes the focus along, which would begin at the top of the window again.
    if (!hasFocus.current || document.activeElement !== document.body) return
    grid.current?.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]')?.focus()
  }, [flows])

  const tracks = { '--tracks': tracksOf(fields) } as CSSProperties

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const from = cellAt(event.target)
    if (from === undefined) return
    if (event.key === 'Enter' && !(event.target instanceof HTMLButtonElement)) onOpen(from.id)
    const place = { row: flows.findIndex(({ id }) => id === from.id), column: fields.indexOf(from.field) }
    const to = placeAfterKey(event, place, Math.min(drawn, flows.length), fields.length)
    if (to === undefined) return
    event.preventDefault()
    const row = event.currentTarget.querySelector(`[data-id="${CSS.escape(flows[to.row]?.id ?? '')}"]`)
    row?.querySelector<HTMLElement>(`[data-field="${fields[to.column] ?? ''}"]`)?.focus()
  }

  return (
    <Box
      ref={grid}
      role="grid"
      aria-label="Flows"
      aria-rowcount={total + 1}
      aria-colcount={columns.length}
      onKeyDown={onKeyDown}
      onFocus={({ target }: FocusEvent) => {
        hasFocus.current = true
        setFocused(cellAt(target) ?? null)
      }}
      onBlur={() => {
        hasFocus.current = false
      }}
      onClick={({ target }: MouseEvent) => {
        const cell = cellAt(target)
        if (cell) onOpen(cell.id)
      }}
      style={tracks}
      sx={TABLE}
    >
      <div role="rowgroup" className="head">
        <div role="row" aria-rowindex={1}>
          {columns.map(({ field, name, isNumber }, column) => (
            <div key={field} role="columnheader" data-number={isNumber} aria-colindex={column + 1}>
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup">
        {flows.slice(0, drawn).map((flow, place) => (
          <FlowRow
            key={flow.id}
            flow={flow}
            columns={columns}
            place={before + place + 2}
            isChosen={flow.id === openFlow}
            entry={flow.id === entry.id ? (entry.field ?? null) : null}
          />
        ))}
      </div>
    </Box>
  )
}

interface CellName {
  readonly id: string
  readonly field: FlowColumn
}

/** The cell around an element. */
function cellAt(target: EventTarget): CellName | undefined {
  if (!(target instanceof Element)) return undefined
  const id = target.closest<HTMLElement>('[data-id]')?.dataset['id']
  const field = target.closest<HTMLElement>('[data-field]')?.dataset['field']
  return id === undefined || field === undefined ? undefined : { id, field: field as FlowColumn }
}

const ROW_HEIGHT = 34

/** Written once for the whole table: styles of their own for each of its cells take longer than drawing it. */
const TABLE = {
  flex: 1,
  minHeight: 0,
  overflow: 'hidden auto',
  scrollPaddingTop: ROW_HEIGHT,
  fontSize: 12.5,
  '& [role="row"]': { display: 'grid', gridTemplateColumns: 'var(--tracks)', height: ROW_HEIGHT },
  '& [role="gridcell"], & [role="columnheader"]': {
    px: 1.25,
    lineHeight: `${ROW_HEIGHT - 1}px`,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    borderBottom: 1,
    borderColor: 'divider',
  },
  '& button': {
    maxWidth: 1,
    display: 'block',
    lineHeight: 'inherit',
    p: 0,
    border: 0,
    font: 'inherit',
    color: 'inherit',
    bgcolor: 'transparent',
    cursor: 'pointer',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    '&:hover': { textDecoration: 'underline', textUnderlineOffset: 3 },
  },
  '& [data-number]': { textAlign: 'right' },
  '& [role="gridcell"]:focus-visible': { outline: '2px solid', outlineColor: 'primary.main', outlineOffset: -2 },
  // Rows out of sight are neither laid out nor painted.
  '& [data-id]': { cursor: 'pointer', contentVisibility: 'auto', containIntrinsicHeight: ROW_HEIGHT },
  '& [data-id]:hover': { bgcolor: 'action.hover' },
  '& [aria-selected="true"], & [aria-selected="true"]:hover': {
    bgcolor: 'color-mix(in srgb, var(--mui-palette-primary-main) 12%, transparent)',
  },
  '& .head': { position: 'sticky', top: 0, zIndex: 1, bgcolor: 'var(--raised)' },
  '& [role="columnheader"]': { fontSize: 11.5, fontWeight: 550, color: 'text.secondary' },
}
