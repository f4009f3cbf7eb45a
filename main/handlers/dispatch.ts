import type { z } from 'zod'

import { AnomalyError, type Problem } from '../../contract/errors.ts'
import { type OperationName, OPERATIONS } from '../../contract/operations.ts'
import type { CallContext, Handlers } from './handlers.ts'

/** Answers an operation given by name with unchecked input; every adapter calls this and nothing else. */
export type Dispatch = (name: OperationName, input: unknown, context: CallContext) => Promise<unknown>

/**
 * @param check_outputs Also hold each output against the contract, as tests and development do.
 */
export function createDispatch(handlers: Handlers, check_outputs = false): Dispatch {
  return async (name, input, context) => {
    const operation = OPERATIONS[name]
    const parsed = operation.input.safeParse(input)
    if (!parsed.success) throw invalidInput(parsed.error)
    const handler = handlers[name] as (input: unknown, context: CallContext) => unknown
    const output = await handler(parsed.data, context)
    return check_outputs ? operation.output.parse(output) : output
  }
}

export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(OPERATIONS, name)
}

function invalidInput(error: z.ZodError): AnomalyError {
  const problems: NonNullable<Problem['problems']> = error.issues.map(({ path, message }) => ({
    where: path.map(String).join('.') || 'input',
    reason: message,
  }))
  const [first] = problems
  return new AnomalyError('invalid_input', `${first?.where ?? 'input'}: ${first?.reason ?? 'does not fit'}`, {
    problems,
  })
}
