import { toProblem } from '../../contract/errors.ts'
import { printable, printableJson, printableLine } from '../../contract/printable.ts'

export const EXIT_FAILED = 1
export const EXIT_USAGE = 2

/*
 * Cells and names of files end up in what is printed. Whoever made them must not send commands to the terminal, so every
 * text goes there by these functions, which spell such characters out.
 */

/** The answer of a command; everything else goes to {@link tell}. */
export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`)
}

/** The answer of a command for a program: one JSON object on one line. */
export function printJson(value: object): void {
  process.stdout.write(`${printableJson(value)}\n`)
}

/** What a person at the terminal should know, apart from the answer; it may be lost, as in a file on a full disk. */
export function tell(text: string): void {
  try {
    process.stderr.write(`${printable(text)}\n`)
  } catch {
    // There is nowhere to tell it.
  }
}

/** Without `--verbose` only the sentence of an error is printed if it names the first of what is missing. */
const VERBOSE = '--verbose'

/** Prints why a command failed: the sentence for a person; the stack only for unexpected errors. */
export function tellFailure(error: unknown): void {
  const { code, detail, problems = [] } = toProblem(error)
  const stack = () => String(error instanceof Error ? error.stack : error)
  tell(`anomalyx: ${code !== 'internal' ? printableLine(detail) : stack()}`)
  const is_verbose = process.argv.includes(VERBOSE)
  if ((code === 'unknown_dialect' || code === 'lacks_features') && !is_verbose) return
  for (const { where, reason } of is_verbose ? problems : problems.slice(0, 20)) {
    tell(printableLine(`  ${where}: ${reason}`))
  }
}

/** A share with four decimals; one of no flows is none. */
export const shareText = (share: number | null): string => share?.toFixed(4) ?? '-'

/** Numbers with a fixed count of decimals, right-aligned under their heads. */
export function table(heads: readonly string[], texts: readonly (readonly string[])[]): string {
  const rows = texts.map((cells) => cells.map(printableLine))
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [line(heads), ...rows.map(line)].join('\n')
}
