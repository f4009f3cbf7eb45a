import { AnomalyError } from '../../contract/errors.ts'

/** The expected failure that a promise ends in; any other end is thrown. */
export async function failureOf(work: Promise<unknown>): Promise<AnomalyError> {
  try {
    await work
  } catch (error) {
    if (error instanceof AnomalyError) return error
    throw error
  }
  throw new Error('it did not fail')
}
