import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'

import { DEFAULT_FLOW_COLUMNS, type FlowColumns } from '../../../../contract/flow-columns.ts'
import type { Settings } from '../../../../contract/settings.ts'
import { useSettings } from '../../components/settings-provider.tsx'
import { useChangeSettings } from '../../components/use-change-settings.ts'
import { queryKey } from '../../lib/queries.ts'
import { moveColumn, shownColumns, withColumn, withWidth } from './column-choice.ts'
import { type FlowColumn, columnsInRoom, type ColumnWidths, OWN_COLUMNS } from './columns-in-room.ts'

/** What a person can do with the columns of the grid; all of it is kept. */
export interface ColumnActions {
  readonly show: (column: FlowColumn, isShown: boolean) => void
  /** @param steps to the right; to the left where it is negative */
  readonly move: (column: FlowColumn, steps: number) => void
  /** @param px null for the column's own width */
  readonly widen: (column: FlowColumn, px: number | null) => void
  /** @param drawn_px the width that the column has on the screen, where nobody gave it one */
  readonly widenBy: (column: FlowColumn, by_px: number, drawn_px: number) => void
  readonly reset: () => void
}

export interface ChosenColumns {
  readonly columns: readonly FlowColumn[]
  readonly widths: ColumnWidths
  readonly isStandard: boolean
  readonly actions: ColumnActions
}

/** Width of the pane of a flow with the gap beside it. */
const PANE_PX = 384

/**
 * The columns of the grid, as they were chosen or else as many of the standard ones as fit.
 * @param width of the grid in pixels
 * @param isBesidePane whether the pane of a flow takes some of the grid's room
 */
export function useFlowColumns(width: number, inOneCapture: boolean, isBesidePane: boolean): ChosenColumns {
  const client = useQueryClient()
  const changeSettings = useChangeSettings()
  const choice = useSettings().flow_columns
  const columns = useMemo(() => shownColumns(choice, standardIn(width, inOneCapture)), [choice, width, inOneCapture])

  /** Changes what was chosen last, which may not be on the screen yet; nothing before that is known. */
  const change = useCallback(
    (make: (choice: FlowColumns, columns: readonly FlowColumn[]) => FlowColumns) => {
      const settings = client.getQueryData<Settings>(queryKey('settings.get', {}))
      if (settings === undefined) return
      const now = settings.flow_columns
      // A pane that is open for a while takes no column away for good.
      const standard = standardIn(width + (isBesidePane ? PANE_PX : 0), false)
      const next = make(now, shownColumns(now, standard))
      if (next !== now) void changeSettings({ flow_columns: next })
    },
    [client, changeSettings, width, isBesidePane],
  )

  const actions = useMemo(
    (): ColumnActions => ({
      show: (column, isShown) => change((now, shown) => ({ ...now, shown: [...withColumn(shown, column, isShown)] })),
      move: (column, steps) =>
        change((now, shown) => {
          const moved = moveColumn(shown, column, steps)
          return moved === shown ? now : { ...now, shown: [...moved] }
        }),
      widen: (column, px) => change((now) => withWidth(now, column, px)),
      widenBy: (column, by_px, drawn_px) =>
        change((now) => withWidth(now, column, (now.widths_px[column] ?? drawn_px) + by_px)),
      reset: () => change(() => DEFAULT_FLOW_COLUMNS),
    }),
    [change],
  )
  const isStandard = choice.shown === null && Object.keys(choice.widths_px).length === 0
  return { columns, widths: choice.widths_px, isStandard, actions }
}

function standardIn(width: number, inOneCapture: boolean): readonly FlowColumn[] {
  const fitting = columnsInRoom(width, inOneCapture)
  return OWN_COLUMNS.filter((column) => fitting.has(column))
}
