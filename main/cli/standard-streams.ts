import { AnomalyError } from '../../contract/errors.ts'
import { writingFailed } from '../files/output-place.ts'
import { EXIT_FAILED, tellFailure } from './output.ts'

/** Keeps a command from ending with a stack trace because what it prints cannot be written. */
export function watchStandardStreams(): void {
  // What is told there may be lost, and is no reason to lose the work.
  process.stderr.on('error', () => undefined)
  let is_lost = false
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (is_lost) return
    is_lost = true
    // The reader of a pipe, such as `head`, may close it early.
    const is_closed = error.code === 'EPIPE'
    if (!is_closed) tellFailure(outputLost(error))
    if (!is_closed) process.exitCode = EXIT_FAILED
    // A command that has something to end listens for it.
    if (!process.emit('SIGPIPE', 'SIGPIPE')) process.exit()
  })
}

function outputLost(cause: Error): AnomalyError {
  const { message } = writingFailed('standard output', cause)
  return new AnomalyError('unreadable_file', `${message} Give it a place that takes what is printed.`, { cause })
}
