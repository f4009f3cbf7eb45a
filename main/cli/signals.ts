/**
 * A signal that aborts when a person or the system tells this command to stop, so that it can take away what it has begun
 * to write. A second one ends it at once.
 */
export function stopsBySignal(): AbortSignal {
  const cancellation = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => cancellation.abort())
  return cancellation.signal
}
