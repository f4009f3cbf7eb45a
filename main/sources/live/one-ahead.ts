/**
 * The items in their order, the next one of which is made while one is used.
 * @param onTaken told of an item when the next one is asked for
 * @param onEnd told when nobody asks any more, before the items are ended
 */
export async function* oneAhead<Item>(
  items: AsyncGenerator<Item>,
  onTaken: (item: Item) => Promise<void>,
  onEnd: () => void,
): AsyncGenerator<Item> {
  try {
    for (let next = items.next(); ;) {
      const result: IteratorResult<Item, unknown> = await next
      if (result.done === true) return
      next = items.next()
      // A failure is told where it is awaited; it is not awaited when nobody asks for the next item.
      next.catch(() => undefined)
      yield result.value
      await onTaken(result.value)
    }
  } finally {
    onEnd()
    await items.return(undefined)
  }
}
