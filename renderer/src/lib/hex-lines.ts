/**
 * Bytes as a viewer shows them: a line of hexadecimal and the characters of ASCII, with a dot for what is none.
 * @param bytes in hexadecimal
 */
export function hexLines(bytes: string, per_line: number, most: number): { hex: string; text: string }[] {
  const pairs = (bytes.match(/../g) ?? []).slice(0, most)
  const lines: { hex: string; text: string }[] = []
  for (let at = 0; at < pairs.length; at += per_line) {
    const line = pairs.slice(at, at + per_line)
    const text = line.map((pair) => {
      const code = parseInt(pair, 16)
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '.'
    })
    lines.push({ hex: line.join(' ').padEnd(per_line * 3 - 1), text: text.join('') })
  }
  return lines
}
