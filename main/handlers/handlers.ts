import type { Actor } from '../../contract/common.ts'
import type { OperationName, OperationOutput, ParsedInput } from '../../contract/operations.ts'

/** Who asks. */
export interface CallContext {
  readonly actor: Actor
}

/** One function an operation: parsed input in, output out. */
export type Handlers = {
  readonly [Name in OperationName]: (
    input: ParsedInput<Name>,
    context: CallContext,
  ) => Promise<OperationOutput<Name>> | OperationOutput<Name>
}

/** Handlers of some operations, as one domain file gives them. */
export type HandlersFor<Name extends OperationName> = Pick<Handlers, Name>
