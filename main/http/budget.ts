/** An amount of something that all requests together may take at once. */
export class Budget {
  readonly #amount: number
  #taken = 0

  constructor(amount: number) {
    this.#amount = amount
  }

  /** Whether that much was left; it is taken now. */
  take(amount = 1): boolean {
    if (this.#taken + amount > this.#amount) return false
    this.#taken += amount
    return true
  }

  give(amount = 1): void {
    this.#taken -= amount
  }
}
