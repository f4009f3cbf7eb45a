/** What a key does with the column of the cell that has the focus. */
export type ColumnKey =
  | { readonly does: 'widen'; readonly px: number }
  | { readonly does: 'move'; readonly steps: 1 | -1 }
  | { readonly does: 'fit' }
  | { readonly does: 'sort' }

/** Pixels that a column gets wider or narrower with each press. */
const STEP_PX = 16

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>

/**
 * Shift and an arrow changes the width, Ctrl and an arrow the place; = fits the width to what is shown, and Ctrl+Enter sorts.
 * @param isHeader whether the key was pressed on the header of the column, where Enter and Space do what a click does
 */
export function columnKey(
  { key, ctrlKey, shiftKey, altKey, metaKey }: Pressed,
  isHeader: boolean,
): ColumnKey | undefined {
  if (altKey || metaKey) return undefined
  if (key === 'Enter' && (ctrlKey || isHeader)) return { does: 'sort' }
  if (key === ' ' && isHeader) return { does: 'sort' }
  if (key === '=' && !ctrlKey) return { does: 'fit' }
  const direction = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : undefined
  if (direction === undefined || ctrlKey === shiftKey) return undefined
  return shiftKey ? { does: 'widen', px: direction * STEP_PX } : { does: 'move', steps: direction }
}
