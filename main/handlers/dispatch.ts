import { isDeepStrictEqual } from 'node:util'

import { type OperationName, OPERATIONS } from '../../contract/operations.ts'
import type { CallContext, Handlers } from './handlers.ts'
import { invalidInput } from './invalid-input.ts'
import { refuseLongLists } from './long-lists.ts'
import { refuseUnknownFields } from './unknown-fields.ts'

/** Answers an operation given by name with unchecked input; every adapter calls this and nothing else. */
export type Dispatch = (name: OperationName, input: unknown, context: CallContext) => Promise<unknown>

/**
 * @param check_outputs Also hold each output against the contract, as tests and development do.
 */
export function createDispatch(handlers: Handlers, check_outputs = false): Dispatch {
  return async (name, input, context) => {
    const operation = OPERATIONS[name]
    // The window's calls are checked where they are written, by their types.
    if (context.actor !== 'window') {
      refuseUnknownFields(operation, input)
      refuseLongLists(operation, input)
    }
    const parsed = operation.input.safeParse(input, { reportInput: true })
    if (!parsed.success) throw invalidInput(parsed.error)
    const handler = handlers[name] as (input: unknown, context: CallContext) => unknown
    const { page_items } = context
    const output = await handler(
      page_items === undefined ? parsed.data : { ...parsed.data, limit: page_items },
      context,
    )
    if (check_outputs) checkOutput(name, output)
    return output
  }
}

/** @throws Error when an output does not fit the contract, or has what the contract does not name */
function checkOutput(name: OperationName, output: unknown): void {
  const as_sent: unknown = JSON.parse(JSON.stringify(output))
  const fitting: unknown = OPERATIONS[name].output.parse(as_sent)
  if (!isDeepStrictEqual(fitting, as_sent)) {
    throw new Error(`${name} answers more than its contract: ${JSON.stringify(as_sent)}`)
  }
}

export function isOperationName(name: unknown): name is OperationName {
  return typeof name === 'string' && Object.hasOwn(OPERATIONS, name)
}
