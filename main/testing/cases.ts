import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Path of a file that was once read wrongly. @param name within `cases/` */
export function casePath(name: string): string {
  return fileURLToPath(new URL(`./cases/${name}`, import.meta.url))
}

/** Its lines, without the newline at its end. */
export function caseLines(name: string): string[] {
  return readFileSync(casePath(name), 'utf8').trimEnd().split('\n')
}
