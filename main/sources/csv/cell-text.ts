/** The text of a cell read as Latin-1: UTF-8 when it is valid UTF-8, else as it stands. */
export function decodeCell(cell: string): string {
  // eslint-disable-next-line no-control-regex -- the range is that of ASCII
  if (/^[\x00-\x7f]*$/.test(cell)) return cell
  try {
    return utf8.decode(Buffer.from(cell, 'latin1'))
  } catch {
    return cell
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })
