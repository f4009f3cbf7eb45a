/** Stands for a time in which nothing came. */
export const PAUSE = Symbol('pause')

/**
 * The items in their order, with {@link PAUSE} in between whenever the next one takes longer than `pause_ms`: what was
 * gathered so far can go on while the source is silent. An item is asked for only when the one before was taken.
 */
export async function* withPauses<Item>(
  items: AsyncGenerator<Item>,
  pause_ms: number,
): AsyncGenerator<Item | typeof PAUSE> {
  try {
    for (;;) {
      const next = items.next()
      let result = await orPause(next, pause_ms)
      if (result === PAUSE) {
        yield PAUSE
        result = await next
      }
      if (result.done === true) return
      yield result.value
    }
  } finally {
    await items.return(undefined)
  }
}

/** What a promise gives, or {@link PAUSE} when it takes longer than `pause_ms`. */
export function orPause<Result>(promise: Promise<Result>, pause_ms: number): Promise<Result | typeof PAUSE> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(PAUSE), pause_ms)
    const settled = () => clearTimeout(timer)
    promise.then(resolve, reject).finally(settled)
  })
}
