const SMALLEST = 1 << 12

/** Numbers of flows by the hash of their key: open addressing, at most half full. */
export class FlowIndex {
  #mask = SMALLEST - 1
  #hashes = new Uint32Array(SMALLEST)
  #flows = new Uint32Array(SMALLEST)
  #count = 0

  get bytes(): number {
    return this.#flows.length * 8
  }

  /** Where to look first for a flow of that hash. */
  first(hash: number): number {
    return hash & this.#mask
  }

  next(place: number): number {
    return (place + 1) & this.#mask
  }

  /** The flow at a place; 0 when none is there, and none behind it. */
  at(place: number): number {
    return this.#flows[place]!
  }

  hashAt(place: number): number {
    return this.#hashes[place]!
  }

  add(hash: number, flow: number): void {
    if ((this.#count + 1) * 2 > this.#flows.length) this.#grow()
    this.#put(hash, flow)
    this.#count += 1
  }

  /** Takes a flow out, and closes the gap it leaves. */
  remove(hash: number, flow: number): void {
    let place = hash & this.#mask
    while (this.#flows[place] !== flow) place = (place + 1) & this.#mask
    this.#count -= 1
    for (let follower = this.next(place); ; follower = this.next(follower)) {
      const moving = this.#flows[follower]!
      if (moving === 0) break
      const distance = (follower - this.#hashes[follower]!) & this.#mask
      if (distance >= ((follower - place) & this.#mask)) {
        this.#flows[place] = moving
        this.#hashes[place] = this.#hashes[follower]!
        place = follower
      }
    }
    this.#flows[place] = 0
  }

  #put(hash: number, flow: number): void {
    let place = hash & this.#mask
    while (this.#flows[place] !== 0) place = (place + 1) & this.#mask
    this.#flows[place] = flow
    this.#hashes[place] = hash
  }

  #grow(): void {
    const hashes = this.#hashes
    const flows = this.#flows
    this.#hashes = new Uint32Array(hashes.length * 2)
    this.#flows = new Uint32Array(flows.length * 2)
    this.#mask = flows.length * 2 - 1
    for (let place = 0; place < flows.length; place += 1) {
      if (flows[place] !== 0) this.#put(hashes[place]!, flows[place]!)
    }
  }
}
