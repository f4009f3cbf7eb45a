import { PAGE_SIZE } from './page-state.ts'

export interface GridPlace {
  readonly row: number
  readonly column: number
}

/** The row above the first one. */
export const HEADER_ROW = -1

/** The row that Ctrl+End leads to: the last of its page, or of the next one. */
function endOfPage(row: number): number {
  const end = Math.max(row, 0) + 1
  return Math.ceil((end % PAGE_SIZE === 0 ? end + 1 : end) / PAGE_SIZE) * PAGE_SIZE - 1
}

/** Rows that Page Up and Page Down go. */
const SCREENFUL = 20

/**
 * Where a key leads in a grid of so many rows and columns, as the pattern for grids of the ARIA Authoring Practices
 * has it; undefined when it leads nowhere. Up from the first row is the header. Rows are read page after page, so Ctrl+End leads
 * to the end of a page.
 * @param rows Infinity while the end of the list is not known
 */
export function placeAfterKey(
  { key, ctrlKey }: Pick<KeyboardEvent, 'key' | 'ctrlKey'>,
  { row, column }: GridPlace,
  rows: number,
  columns: number,
): GridPlace | undefined {
  const at = (toRow: number, toColumn: number) => ({
    row: toRow === HEADER_ROW && row === HEADER_ROW ? HEADER_ROW : within(toRow, rows),
    column: within(toColumn, columns),
  })
  switch (key) {
    case 'ArrowUp':
      return { row: Math.max(HEADER_ROW, row - 1), column }
    case 'ArrowDown':
      return at(row + 1, column)
    case 'ArrowLeft':
      return at(row, column - 1)
    case 'ArrowRight':
      return at(row, column + 1)
    case 'PageUp':
      return row === HEADER_ROW ? undefined : at(row - SCREENFUL, column)
    case 'PageDown':
      return at(row + SCREENFUL, column)
    case 'Home':
      return at(ctrlKey ? 0 : row, 0)
    case 'End':
      return at(ctrlKey ? endOfPage(row) : row, columns - 1)
    default:
      return undefined
  }
}

function within(place: number, count: number): number {
  return Math.max(0, Math.min(place, count - 1))
}
