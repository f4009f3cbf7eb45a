/** Hands items from one who makes them to one who takes them, in their order, however slow either is. */
export class HandOver<Item> {
  readonly #items: Item[] = []
  readonly #onTaken: (item: Item) => Promise<void>
  #end: { readonly error: unknown } | 'ended' | null = null
  #news = Promise.withResolvers<undefined>()

  /** @param onTaken told of an item when the next one is asked for */
  constructor(onTaken: (item: Item) => Promise<void>) {
    this.#onTaken = onTaken
  }

  give(item: Item): void {
    this.#items.push(item)
    this.#news.resolve(undefined)
  }

  /** Nothing comes behind what was given. */
  end(): void {
    this.#end ??= 'ended'
    this.#news.resolve(undefined)
  }

  /** Behind what was given comes an error. */
  fail(error: unknown): void {
    this.#end ??= { error }
    this.#news.resolve(undefined)
  }

  async *items(): AsyncGenerator<Item> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) {
        yield item
        await this.#onTaken(item)
      } else if (this.#end === 'ended') {
        return
      } else if (this.#end !== null) {
        throw this.#end.error
      } else {
        await this.#news.promise
        this.#news = Promise.withResolvers()
      }
    }
  }
}
