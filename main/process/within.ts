/**
 * Waits for work, but no longer than a time.
 * @returns whether it ended in that time; a failure is one of its ends, and is not told
 */
export async function endsWithin(limit_ms: number, work: Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), limit_ms)
  const ended = () => true
  try {
    return await Promise.race([work.then(ended, ended), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
