import { rmSync, writeFileSync } from 'node:fs'

/** Writes a file of AnomalyX's own from the start. A link in its place is removed, and what it points to stays as it is. */
export function writeOwnFile(path: string, data: string | Uint8Array): void {
  rmSync(path, { force: true })
  writeFileSync(path, data, { flag: 'wx', mode: 0o600 })
}
