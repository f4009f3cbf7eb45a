import { printable, printableLine } from '../../contract/printable.ts'

/** HTML that is safe to write: only `html` makes it, and `html` escapes whatever is not made by it. */
export class Markup {
  readonly #text: string

  private constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }

  /** For constants of the program alone, such as its style sheet. */
  static ofProgram(text: string): Markup {
    return new Markup(text)
  }

  static join(parts: readonly Part[]): Markup {
    return new Markup(parts.map(textOf).join(''))
  }
}

export type Part = Markup | string | number | null | readonly Part[]

/**
 * A template of HTML. What is put into it is text on one line: its markup is escaped, and control characters are shown
 * instead of obeyed. Attributes must be quoted in the template.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const pieces = strings.flatMap((piece, at) => [
    // Spaces that indent a template are not for its reader.
    Markup.ofProgram(piece.replace(/\s*\n\s*/g, '\n')),
    ...(at < parts.length ? [parts[at] ?? null] : []),
  ])
  return Markup.join(pieces)
}

/** Text with its line breaks, such as a note. */
export function lines(text: string): Markup {
  return Markup.ofProgram(escaped(printable(text)))
}

function textOf(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.toString()
  if (typeof part === 'number') return String(part)
  return typeof part === 'string' ? escaped(printableLine(part)) : part.map(textOf).join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
