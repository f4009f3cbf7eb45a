import { resolve } from 'node:path'

import { openDataDirectory } from '../disk/data-directory.ts'
import { readApiToken } from '../http/token.ts'
import { dataDir } from '../paths.ts'
import { print } from './output.ts'

/** Prints the bearer token of the HTTP port, making it when there is none yet. */
export async function token(options: { readonly dataDir?: string }): Promise<void> {
  const data_dir = options.dataDir === undefined ? dataDir() : resolve(options.dataDir)
  openDataDirectory(data_dir)
  print((await readApiToken(data_dir, process.env)).value)
}
