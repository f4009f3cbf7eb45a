import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'

import { readApiToken } from '../http/token.ts'
import { dataDir } from '../paths.ts'
import { print } from './output.ts'

/** Prints the bearer token of the HTTP port, making it when there is none yet. */
export async function token(options: { readonly dataDir?: string }): Promise<void> {
  const data_dir = options.dataDir === undefined ? dataDir() : resolve(options.dataDir)
  await mkdir(data_dir, { recursive: true, mode: 0o700 })
  print((await readApiToken(data_dir, process.env)).value)
}
