/**
 * A signal that aborts when a person or the system tells this command to stop, so that it can take away what it has begun
 * to write. A second one ends it at once.
 */
export function stopsBySignal(): AbortSignal {
  const cancellation = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => cancellation.abort())
  return cancellation.signal
}

/**
 * The same, also when the reader of standard output is gone, as when it is `head`: what goes on must not go on unseen, nor the
 * next time.
 */
export function stopsBySignalOrPipe(): AbortSignal {
  const gone = new AbortController()
  process.on('SIGPIPE', () => gone.abort())
  return AbortSignal.any([stopsBySignal(), gone.signal])
}
