import { AnomalyError } from '../../contract/errors.ts'
import type { HttpLimits } from './limits.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const BRACKET = 0x5b
const BRACE = 0x7b

/**
 * Refuses a large JSON body that is no list of entries, before it is parsed: a million names or objects in a row take
 * seconds and gigabytes, in which nobody else is answered. What is in order costs two searches for a byte.
 * @throws AnomalyError `too_large`
 */
export function checkEntries(body: Buffer, { json_bytes, json_parts }: HttpLimits): void {
  if (body.byteLength <= json_bytes) return
  if (hasStretchWithout(body, BRACE, json_bytes)) {
    throw new AnomalyError(
      'too_large',
      `More than ${String(json_bytes / 2 ** 20)} MiB of the body are in one piece, without a new entry. Give each flow an entry of its own.`,
    )
  }
  const parts = countUpTo(body, BRACE, json_parts + 1) + countUpTo(body, BRACKET, json_parts + 1)
  // In text they are characters like any other; to know that takes ten times as long.
  if (parts > json_parts && countParts(body, json_parts + 1) > json_parts) {
    throw new AnomalyError(
      'too_large',
      `The body has more than ${String(json_parts)} objects and lists. Send fewer entries at once, with numbers or text as values.`,
    )
  }
}

/** Whether the byte is missing from so many bytes in a row. Looks at few of them where it is often there. */
function hasStretchWithout(bytes: Buffer, byte: number, length: number): boolean {
  let from = 0
  while (from + length < bytes.byteLength) {
    const last = bytes.lastIndexOf(byte, from + length)
    if (last <= from) return true
    from = last
  }
  return false
}

function countUpTo(bytes: Buffer, byte: number, most: number): number {
  let count = 0
  for (let at = bytes.indexOf(byte); at >= 0 && count < most; at = bytes.indexOf(byte, at + 1)) count += 1
  return count
}

/** Objects and lists that begin outside of text. */
function countParts(json: Buffer, most: number): number {
  let count = 0
  let is_text = false
  for (let at = 0; at < json.byteLength && count < most; at += 1) {
    const byte = json[at]
    if (byte === QUOTE) is_text = !is_text
    else if (byte === BACKSLASH) at += 1
    else if (!is_text && (byte === BRACE || byte === BRACKET)) count += 1
  }
  return count
}
