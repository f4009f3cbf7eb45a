import type { HttpOperation } from '../../contract/operation.ts'
import { checkCaptureName } from '../services/capture-file.ts'
import { invalidInput } from './invalid-input.ts'

/**
 * Checks all that can be known of an upload before its file is there.
 * @param input what the operation will be given, `path` of the file to come included
 * @throws AnomalyError `invalid_input`, `unsupported_type` for a name that is no capture's
 */
export function checkUploadInput(
  { input: schema, http }: HttpOperation,
  input: Readonly<Record<string, unknown>>,
): void {
  const parsed = schema.safeParse(input, { reportInput: true })
  if (!parsed.success) throw invalidInput(parsed.error)
  if (http.body === 'capture') checkCaptureName(String(input['name']))
}
