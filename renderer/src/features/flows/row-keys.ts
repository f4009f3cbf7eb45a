/** What a key does with the row of the cell that has the focus, or with all that are chosen. */
export type RowKey = 'toggle' | 'all' | 'clear' | 'copy' | 'copy row'

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey'>

/**
 * Space chooses a row, Ctrl+A all, Escape none; Ctrl+C copies the cell or what is chosen, with Shift the row.
 * @param isAnyChosen whether there are rows for Escape to let go
 * @param isOnControl whether a button or link of the cell has the focus, which Space presses
 */
export function rowKey(
  { key, ctrlKey, shiftKey, altKey, metaKey }: Pressed,
  isAnyChosen: boolean,
  isOnControl: boolean,
): RowKey | undefined {
  if (altKey) return undefined
  const isCommand = ctrlKey || metaKey
  if (isCommand && key.toLowerCase() === 'c') return shiftKey ? 'copy row' : 'copy'
  if (isCommand && !shiftKey && key.toLowerCase() === 'a') return 'all'
  if (isCommand || shiftKey) return undefined
  if (key === ' ' && !isOnControl) return 'toggle'
  return key === 'Escape' && isAnyChosen ? 'clear' : undefined
}
