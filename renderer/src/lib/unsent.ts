const checks = new Set<() => boolean>()

/** Asks `isUnsent` before the window closes, until the returned function is called. */
export function awaitSending(isUnsent: () => boolean): () => void {
  checks.add(isUnsent)
  return () => checks.delete(isUnsent)
}

/** Whether something that a person did has not been answered by the main process yet. */
export function isUnsent(): boolean {
  return [...checks].some((isThere) => isThere())
}

/** Prevents the end of the window while something is unsent, until the returned function is called. */
export function holdWindow(): () => void {
  const onBeforeUnload = (event: Event) => {
    if (isUnsent()) event.preventDefault()
  }
  window.addEventListener('beforeunload', onBeforeUnload)
  return () => window.removeEventListener('beforeunload', onBeforeUnload)
}
