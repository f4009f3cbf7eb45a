import { app } from 'electron'

/**
 * Answers `--version` with the name and version in the package's package.json, which say so when it is a test build,
 * and ends the process. Must run before anything is written to the data directory.
 */
export function answerVersion(): void {
  if (!process.argv.includes('--version')) return
  process.stdout.write(`${app.name} ${app.getVersion()}\n`)
  process.exit(0)
}
