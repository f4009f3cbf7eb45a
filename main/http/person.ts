import { PersonSchema } from '../../contract/common.ts'
import { AnomalyError } from '../../contract/errors.ts'

export const PERSON_HEADER = 'X-AnomalyX-Person'

/**
 * The person that a request names, or null when it names none.
 * @throws AnomalyError `invalid_input` for a name that is empty, too long, or has control characters
 */
export function personOf(request: Request): string | null {
  const value = request.headers.get(PERSON_HEADER)
  if (value === null) return null
  const parsed = PersonSchema.safeParse(headerText(value), { reportInput: true })
  if (parsed.success) return parsed.data
  const reason = 'must be a name of 1 to 80 characters, without control characters'
  throw new AnomalyError('invalid_input', `${PERSON_HEADER} ${reason}.`, {
    problems: [{ where: PERSON_HEADER, reason }],
  })
}

/** A header comes as bytes, each of them one character; most programs mean them as UTF-8. */
function headerText(value: string): string {
  const bytes = Buffer.from(value, 'latin1')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return value
  }
}
