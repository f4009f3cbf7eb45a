import { AnomalyError } from '../../contract/errors.ts'

/** The place where a page ended, as the opaque text that asks for the next one. */
export function encodeCursor(...parts: readonly number[]): string {
  return parts.map((part) => part.toString(36)).join('.')
}

/** @throws AnomalyError `invalid_input` when the text is not a cursor of this list. */
export function decodeCursor(cursor: string, length: number): number[] {
  const parts = cursor.split('.').map((part) => parseInt(part, 36))
  if (parts.length !== length || !parts.every(Number.isSafeInteger)) {
    throw new AnomalyError('invalid_input', 'The cursor is not valid for this list. Start again without a cursor.')
  }
  return parts
}

/**
 * A page out of rows of which one more was asked for, only to know whether a next page has anything.
 * @returns the rows of the page, and the last of them when another page follows
 */
export function cutPage<Row>(rows: readonly Row[], limit: number): { items: Row[]; last: Row | undefined } {
  const items = rows.slice(0, limit)
  return { items, last: rows.length > limit ? items.at(-1) : undefined }
}
