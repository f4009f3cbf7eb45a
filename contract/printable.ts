/**
 * Characters that a terminal or a viewer obeys instead of showing: C0 but tab and newline, DEL, C1, the separators and
 * marks that move text about (bidirectional controls, line separators, byte order marks, tags), halves of surrogates.
 */
const OBEYED =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Surrogate}]/gu

/** Text with each of those characters escaped, such as `\x1b` or `\u{202e}`; tabs and newlines stay. */
export function printable(text: string): string {
  return text.replace(OBEYED, (character) => {
    const code = character.codePointAt(0) ?? 0
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

/** The same on one line, for text between other text: a newline in it could pass for the end of a message. */
export function printableLine(text: string): string {
  return printable(text).replaceAll('\n', '\\x0a')
}

/** A value as JSON on one line, with the same characters as JSON escapes: it parses to the same value. */
export function printableJson(value: unknown): string {
  return JSON.stringify(value).replace(OBEYED, (character) =>
    Array.from({ length: character.length }, (_, at) => {
      return `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`
    }).join(''),
  )
}
