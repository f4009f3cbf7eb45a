import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'

/** The bearer token of the HTTP port, and the file with it unless it comes from the environment. */
export interface ApiToken {
  readonly value: string
  readonly file: string | null
  /** What a request that carries it and names nobody is written down as. */
  readonly name: string
}

const SHORTEST_TOKEN_CHARS = 16

/** What the header of a request can carry as a token: visible ASCII. RFC 6750 takes fewer characters, no client does. */
const BEARABLE = /^[!-~]+$/

/**
 * Token from `ANOMALYX_API_TOKEN`, or from a file only its owner may read, made at the first start.
 * @throws AnomalyError `invalid_input` for one that no request could carry
 */
export async function readApiToken(data_dir: string, environment: NodeJS.ProcessEnv): Promise<ApiToken> {
  const given = environment['ANOMALYX_API_TOKEN']
  if (given !== undefined && given !== '') {
    return { value: bearable(given, 'ANOMALYX_API_TOKEN'), file: null, name: 'ANOMALYX_API_TOKEN' }
  }
  const name = 'api-token'
  const file = join(data_dir, name)
  try {
    const value = (await readFile(file, 'utf8')).trim()
    if (value.length >= SHORTEST_TOKEN_CHARS) {
      bearable(value, file)
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

/** The token, if a request can carry it. */
function bearable(value: string, where: string): string {
  if (BEARABLE.test(value)) return value
  throw new AnomalyError(
    'invalid_input',
    `The token in ${where} has a blank or a character that is not ASCII, which no request can carry. Use letters, digits and "-._~+/=".`,
  )
}

/** Compares without telling by its duration where two tokens differ. */
export function tokensEqual(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(left), digest(right))
}
