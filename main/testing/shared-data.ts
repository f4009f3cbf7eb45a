import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Real flows and captures; they lie beside the repository, never in it. */
const SHARED_DATA = new URL('../../../shared/data/', import.meta.url)

/**
 * Where a file or folder of the shared data is, a folder with a slash at its end; null where it is not at hand, which is
 * told: tests that need it are left out.
 * @param name such as `dialects/`
 * @param test `import.meta.filename` of the test
 */
export function sharedData(name: string, test: string): string | null {
  const path = fileURLToPath(new URL(name, SHARED_DATA))
  if (existsSync(path)) return path
  process.stderr.write(`${basename(test)}: ../shared/data/${name} is not there, tests that need it are left out\n`)
  return null
}
