import type { PointerEvent } from 'react'

import type { FlowColumn } from './columns-in-room.ts'
import type { FlowColumnView } from './flow-columns.tsx'
import type { Sort } from './flow-sort.ts'

interface FlowHeaderProps {
  columns: readonly FlowColumnView[]
  /** The header that the Tab key leads to, if it is one. */
  entry: FlowColumn | null
  /** The edge of a column is dragged by so many pixels since it was taken. */
  onDrag: (column: FlowColumn, moved_px: number) => void
  /** The edge is let go, where it was dragged to; null puts it back. */
  onDrop: (column: FlowColumn, moved_px: number | null) => void
  onFit: (column: FlowColumn) => void
  sort: Sort
  onSort: (column: FlowColumn) => void
}

/** The names of the columns, a click on which sorts, with edges that are dragged. */
export function FlowHeader({ columns, entry, onDrag, onDrop, onFit, sort, onSort }: FlowHeaderProps) {
  const take = (column: FlowColumn) => (taken: PointerEvent<HTMLElement>) => {
    if (taken.button !== 0) return
    const edge = taken.currentTarget
    const moved = (event: globalThis.PointerEvent) => event.clientX - taken.clientX
    const move = (event: globalThis.PointerEvent) => onDrag(column, moved(event))
    const end = (event: globalThis.PointerEvent) => {
      edge.removeEventListener('pointermove', move)
      edge.removeEventListener('pointerup', end)
      edge.removeEventListener('pointercancel', end)
      onDrop(column, event.type === 'pointerup' && moved(event) !== 0 ? moved(event) : null)
    }
    edge.setPointerCapture(taken.pointerId)
    edge.addEventListener('pointermove', move)
    edge.addEventListener('pointerup', end)
    edge.addEventListener('pointercancel', end)
    taken.preventDefault()
  }
  return (
    <div role="rowgroup" className="head">
      <div role="row" aria-rowindex={1}>
        {columns.map(({ field, name, isNumber }, at) => (
          <div
            key={field}
            role="columnheader"
            data-field={field}
            data-number={isNumber}
            aria-colindex={at + 1}
            aria-sort={field === sort.by ? (sort.direction === 'asc' ? 'ascending' : 'descending') : 'none'}
            tabIndex={field === entry ? 0 : -1}
            onClick={() => onSort(field)}
            title={name}
          >
            {name}
            <span
              className="edge"
              title="Drag to change the width, double-click to fit"
              onPointerDown={take(field)}
              // Letting it go is no click on the header.
              onClick={(event) => event.stopPropagation()}
              onDoubleClick={() => onFit(field)}
            />
          </div>
        ))}
      </div>
    </div>
  )
}
