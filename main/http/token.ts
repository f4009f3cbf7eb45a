import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The bearer token of the HTTP port, and the file with it unless it comes from the environment. */
export interface ApiToken {
  readonly value: string
  readonly file: string | null
  /** What a request that carries it and names nobody is written down as. */
  readonly name: string
}

const SHORTEST_TOKEN_CHARS = 16

/** Token from `ANOMALYX_API_TOKEN`, or from a file only its owner may read, made at the first start. */
export async function readApiToken(data_dir: string, environment: NodeJS.ProcessEnv): Promise<ApiToken> {
  const given = environment['ANOMALYX_API_TOKEN']
  if (given !== undefined && given !== '') return { value: given, file: null, name: 'ANOMALYX_API_TOKEN' }
  const name = 'api-token'
  const file = join(data_dir, name)
  try {
    const value = (await readFile(file, 'utf8')).trim()
    if (value.length >= SHORTEST_TOKEN_CHARS) {
      await chmod(file, 0o600)
      return { value, file, name }
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const value = randomBytes(32).toString('base64url')
  await writeFile(file, `${value}\n`, { mode: 0o600 })
  await chmod(file, 0o600)
  return { value, file, name }
}

/** Compares without telling by its duration where two tokens differ. */
export function tokensEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
