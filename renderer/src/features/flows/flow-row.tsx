import { memo } from 'react'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import type { FlowColumn } from './columns-in-room.ts'
import type { FlowColumnView } from './flow-columns.tsx'

interface FlowRowProps {
  flow: Flow
  /** Undefined until it is read. */
  traffic: FlowTraffic | undefined
  columns: readonly FlowColumnView[]
  /** Where it stands among the rows of this page. */
  top_px: number
  /** Which flow of the whole list it is, from 1 on; null while that is not known. */
  number: number | null
  /** Whether it stands beside the table with all that is known about it. */
  isOpen: boolean
  /** Whether it was chosen, to be copied. */
  isChosen: boolean
  /** The cell of it that the Tab key leads to, if it is in this row. */
  entry: FlowColumn | null
}

/** One flow of the table. */
export const FlowRow = memo(function FlowRow({
  flow,
  traffic,
  columns,
  top_px,
  number,
  isOpen,
  isChosen,
  entry,
}: FlowRowProps) {
  return (
    <div
      role="row"
      data-id={flow.id}
      // The header is the first row.
      aria-rowindex={number === null ? undefined : number + 1}
      aria-selected={isChosen}
      aria-current={isOpen}
      style={{ top: top_px }}
    >
      {columns.map(({ field, isNumber, text, draw }, column) => {
        const tabIndex = field === entry ? 0 : -1
        const written = text?.(flow, traffic)
        return (
          <div
            key={field}
            role="gridcell"
            data-field={field}
            data-number={isNumber}
            aria-colindex={column + 1}
            tabIndex={tabIndex}
            title={written}
          >
            {draw?.(flow, tabIndex) ?? written}
          </div>
        )
      })}
    </div>
  )
})
