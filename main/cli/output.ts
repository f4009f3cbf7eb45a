import { AnomalyError, toProblem } from '../../contract/errors.ts'

export const EXIT_FAILED = 1
export const EXIT_USAGE = 2

/** The answer of a command; everything else goes to {@link tell}. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** What a person at the terminal should know, apart from the answer. */
export function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** Without `--verbose` a refusal is its sentence alone where the sentence names the first of what is missing. */
const VERBOSE = '--verbose'

/** Tells why a command failed: the sentence for a person; the stack only of an error nobody expected. */
export function tellFailure(error: unknown): void {
  const { code, detail, problems = [] } = toProblem(error)
  tell(`anomalyx: ${error instanceof AnomalyError ? detail : String(error instanceof Error ? error.stack : error)}`)
  if (code === 'unknown_dialect' && !process.argv.includes(VERBOSE)) return
  for (const { where, reason } of problems) tell(`  ${where}: ${reason}`)
}

/** Numbers with a fixed count of decimals, right-aligned under their heads. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [line(heads), ...rows.map(line)].join('\n')
}
