import type { Envelope } from '../../contract/bridge.ts'
import { AnomalyError, toProblem } from '../../contract/errors.ts'
import type { Operation } from '../../contract/operation.ts'
import { type OperationName, OPERATIONS } from '../../contract/operations.ts'
import { type Dispatch, isOperationName } from '../handlers/dispatch.ts'

/** Its answer is a file that belongs to whoever takes it, which the window cannot. */
function isForHttpAlone(name: OperationName): boolean {
  const { http }: Operation = OPERATIONS[name]
  return http?.answers !== undefined
}

/** Answers one call of the window. It never throws: Electron would strip an error of its fields. */
export async function answerCall(
  dispatch: Dispatch,
  log: (message: string) => void,
  name: unknown,
  input: unknown,
): Promise<Envelope<unknown>> {
  try {
    if (!isOperationName(name) || isForHttpAlone(name))
      throw new AnomalyError('not_found', 'There is no such operation.')
    return { ok: true, value: await dispatch(name, input, { actor: 'window' }) }
  } catch (error) {
    if (!(error instanceof AnomalyError))
      log(`ipc: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
    return { ok: false, problem: toProblem(error) }
  }
}
