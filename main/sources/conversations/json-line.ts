export type JsonObject = Readonly<Record<string, unknown>>

/** What stands before or behind an object that is an item of a list. */
const LIST_BEGIN: ReadonlySet<string> = new Set(['[', ','])
const LIST_END: ReadonlySet<string> = new Set([']', ','])
const LIST_MARKS = /^[\s[\],]+$/

/** A line as a JSON object, also indented or with what a list has before and behind it; null when it is none. */
export function jsonObject(line: string): JsonObject | null {
  const text = itemOf(line)
  if (!text.startsWith('{')) return null
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

/** Whether a line may be an object, or the begin of one. */
export function beginsObject(line: string): boolean {
  return itemOf(line).startsWith('{')
}

function itemOf(line: string): string {
  const text = line.trim()
  const begin = LIST_BEGIN.has(text[0] ?? '') ? 1 : 0
  const end = LIST_END.has(text.at(-1) ?? '') ? text.length - 1 : text.length
  return begin === 0 && end === text.length ? text : text.slice(begin, end).trim()
}

/** Whether a line has nothing but what stands around the objects of lists: it is no row. */
export function isListMark(line: string): boolean {
  return LIST_MARKS.test(line) && line.trim() !== ''
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as text; null for one that is neither text nor a number, and for what stands for none. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' && value !== '-' ? value : null
}

/** The first lines that are objects. */
export function firstObjects(lines: readonly string[]): readonly JsonObject[] {
  return lines.map(jsonObject).filter((object) => object !== null)
}

const OTHER = 'other'
const SHOWN_CHARS = 60

/** Counts what is passed over, by its kind; few kinds are told apart. */
export class Skipped {
  readonly #counts = new Map<string, number>()
  static readonly #MOST_KINDS = 100

  add(name: string): void {
    const kind = name.slice(0, SHOWN_CHARS)
    const known = this.#counts.get(kind)
    if (known === undefined && this.#counts.size >= Skipped.#MOST_KINDS && kind !== OTHER) this.add(OTHER)
    else this.#counts.set(kind, (known ?? 0) + 1)
  }

  /** Such as `1,204 dns, 7 alert`, the most first; null when nothing was passed over. */
  text(): string | null {
    const kinds = [...this.#counts].sort(([, one], [, other]) => other - one)
    return kinds.length === 0 ? null : kinds.map(([kind, count]) => `${count.toLocaleString('en')} ${kind}`).join(', ')
  }
}
