/** Flows on a page. */
export const PAGE_SIZE = 100

/**
 * Where the pages of a list begin, out of the history entry of the window: going back shows the page that was left. It
 * is no part of the address, since a cursor is good only for the list as it is.
 */
export function readCursors(state: unknown): readonly string[] {
  if (typeof state !== 'object' || state === null || !('cursors' in state) || !Array.isArray(state.cursors)) return []
  return state.cursors.every((cursor) => typeof cursor === 'string') ? state.cursors : []
}
