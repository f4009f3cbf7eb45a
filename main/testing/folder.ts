import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll } from 'vitest'

/** A folder for the tests of one file or block, gone after the last of them. */
export function useFolder(): { readonly path: string; at(name: string): string } {
  let path = ''
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'anomalyx-test-'))
  })
  afterAll(async () => {
    await rm(path, { recursive: true, force: true })
  })
  return {
    get path() {
      return path
    },
    at: (name) => join(path, name),
  }
}
