import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
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
  const handle = await openOwn(file)
  try {
    await handle.chmod(0o600)
    const known = (await handle.readFile('utf8')).trim()
    if (known.length >= SHORTEST_TOKEN_CHARS) return { value: bearable(known, file), file, name }
    const value = randomBytes(32).toString('base64url')
    await handle.truncate()
    await handle.write(`${value}\n`, 0)
    return { value, file, name }
  } finally {
    await handle.close()
  }
}

/** Windows has no such flag; there openDataDirectory has looked. */
const NO_FOLLOW = (constants as { readonly O_NOFOLLOW?: number }).O_NOFOLLOW ?? 0

/** The file, made if it is not there. What a link points to is somebody else's: not to be read, shown or overwritten. */
async function openOwn(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDWR | constants.O_CREAT | NO_FOLLOW, 0o600)
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ELOOP')) throw cause
    throw new AnomalyError(
      'store_failed',
      `${file} is a symbolic link, which is not followed. Delete the link; a new token is then made at the next start.`,
      { cause },
    )
  }
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
