import type { OperationName, OperationOutput, ParsedInput } from '../../contract/operations.ts'

/** Who asks: the window over IPC, or a script over HTTP. */
export interface CallContext {
  readonly actor: 'window' | 'http'
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
