/** Running count, sum, mean, spread and extremes of a list of numbers (Welford 1962, as CICFlowMeter's library does). */
export class Statistics {
  count = 0
  sum = 0
  mean = 0
  #squares = 0
  #max = -Infinity
  #min = Infinity

  add(value: number): void {
    this.count += 1
    this.sum += value
    const distance = value - this.mean
    this.mean += distance / this.count
    this.#squares += distance * (value - this.mean)
    if (value > this.#max) this.#max = value
    if (value < this.#min) this.#min = value
  }

  /** Sample variance (divided by n - 1); 0 for fewer than two values. */
  get variance(): number {
    return this.count > 1 ? this.#squares / (this.count - 1) : 0
  }

  get std(): number {
    return Math.sqrt(this.variance)
  }

  get max(): number {
    return this.count > 0 ? this.#max : 0
  }

  get min(): number {
    return this.count > 0 ? this.#min : 0
  }
}
