import { fromProblem, toProblem } from '../../../contract/errors.ts'
import type { OperationInput, OperationName, OperationOutput } from '../../../contract/operations.ts'

/** Asks the main process; a refusal is thrown as an `AnomalyError`. */
export async function call<Name extends OperationName>(
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  const answer = await window.anomalyx.call(name, input)
  if (answer.ok) return answer.value
  throw fromProblem(answer.problem)
}

/** The sentence of an error that may be shown to a person. */
export function sentenceOf(error: unknown): string {
  return toProblem(error).detail
}
