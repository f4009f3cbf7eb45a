import { allowedWidth } from './column-choice.ts'
import { type ColumnWidths, type FlowColumn, roomOf, tracksOf } from './columns-in-room.ts'

/** Lays the columns of a grid out in widths that are not kept, as while an edge is dragged. */
export function layOut(grid: HTMLElement, columns: readonly FlowColumn[], widths: ColumnWidths): void {
  grid.style.setProperty('--tracks', tracksOf(columns, widths))
  grid.style.setProperty('--needed', `${roomOf(columns, widths)}px`)
}

/** Width in pixels in which a column shows everything that is drawn of it. */
export function fittingWidth(
  grid: HTMLElement,
  column: FlowColumn,
  columns: readonly FlowColumn[],
  widths: ColumnWidths,
): number {
  const tracks = columns.map((each) => (each === column ? 'max-content' : tracksOf([each], widths)))
  grid.style.setProperty('--tracks', tracks.join(' '))
  const needed = cellsOf(grid, column).map((cell) => Math.ceil(cell.getBoundingClientRect().width))
  layOut(grid, columns, widths)
  return allowedWidth(Math.max(...needed) + 1)
}

/** Width in pixels that a column has on the screen, with what it took of the room that was left. */
export function drawnWidth(grid: HTMLElement, column: FlowColumn): number {
  return cellsOf(grid, column)[0]?.offsetWidth ?? 0
}

function cellsOf(grid: HTMLElement, column: FlowColumn): HTMLElement[] {
  return [...grid.querySelectorAll<HTMLElement>(`[data-field="${CSS.escape(column)}"]`)]
}
