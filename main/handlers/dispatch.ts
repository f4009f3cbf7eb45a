import { type OperationName, OPERATIONS } from '../../contract/operations.ts'
import type { CallContext, Handlers } from './handlers.ts'
import { invalidInput } from './invalid-input.ts'

/** Answers an operation given by name with unchecked input; every adapter calls this and nothing else. */
export type Dispatch = (name: OperationName, input: unknown, context: CallContext) => Promise<unknown>

/**
 * @param check_outputs Also hold each output against the contract, as tests and development do.
 */
export function createDispatch(handlers: Handlers, check_outputs = false): Dispatch {
  return async (name, input, context) => {
    const operation = OPERATIONS[name]
    const parsed = operation.input.safeParse(input, { reportInput: true })
    if (!parsed.success) throw invalidInput(parsed.error)
    const handler = handlers[name] as (input: unknown, context: CallContext) => unknown
    const output = await handler(parsed.data, context)
    return check_outputs ? operation.output.parse(output) : output
  }
}

export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(OPERATIONS, name)
}
