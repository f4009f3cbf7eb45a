import type { Actor } from '../../contract/common.ts'
import type { OperationName, OperationOutput, ParsedInput } from '../../contract/operations.ts'

/** Who asks. */
export interface CallContext {
  readonly actor: Actor
  /** Name that the caller gives; null for nobody, left out when the settings tell. */
  readonly person?: string | null
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal
  /** Items in a page where somebody reads a whole list page by page; more than a caller may ask for. */
  readonly page_items?: number
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
