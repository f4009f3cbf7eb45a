const SMALLEST = 1 << 12
/** An entry is the number of a flow, and above it as much of its hash as has room: most others are told apart by it. */
const FLOW_BITS = 21
const FLOW_MASK = (1 << FLOW_BITS) - 1

/** More flows than the index can number. */
export const MAX_INDEXED_FLOWS = FLOW_MASK

/** Numbers of flows by the hash of their key: open addressing, at most half full. */
export class FlowIndex {
  readonly #hashOf: (flow: number) => number
  #mask = SMALLEST - 1
  #entries = new Uint32Array(SMALLEST)
  #count = 0

  /** @param hashOf tells the hash of a flow that is in the index */
  constructor(hashOf: (flow: number) => number) {
    this.#hashOf = hashOf
  }

  get bytes(): number {
    return this.#entries.length * 4
  }

  /** Where to look first for a flow of that hash. */
  first(hash: number): number {
    return hash & this.#mask
  }

  next(place: number): number {
    return (place + 1) & this.#mask
  }

  isFree(place: number): boolean {
    return this.#entries[place] === 0
  }

  /** The flow at a place if it may have that hash, else 0. */
  at(place: number, hash: number): number {
    const entry = this.#entries[place]!
    return (entry ^ hash) >>> FLOW_BITS === 0 ? entry & FLOW_MASK : 0
  }

  add(hash: number, flow: number): void {
    if ((this.#count + 1) * 2 > this.#entries.length) this.#grow()
    this.#put(hash, flow)
    this.#count += 1
  }

  /** Takes a flow out, and closes the gap it leaves. */
  remove(hash: number, flow: number): void {
    const entries = this.#entries
    let place = hash & this.#mask
    while ((entries[place]! & FLOW_MASK) !== flow) place = (place + 1) & this.#mask
    this.#count -= 1
    for (let follower = this.next(place); entries[follower] !== 0; follower = this.next(follower)) {
      const own = this.#hashOf(entries[follower]! & FLOW_MASK)
      if (((follower - own) & this.#mask) < ((follower - place) & this.#mask)) continue
      entries[place] = entries[follower]!
      place = follower
    }
    entries[place] = 0
  }

  #put(hash: number, flow: number): void {
    let place = hash & this.#mask
    while (this.#entries[place] !== 0) place = (place + 1) & this.#mask
    this.#entries[place] = ((hash >>> FLOW_BITS) << FLOW_BITS) | flow
  }

  #grow(): void {
    const entries = this.#entries
    this.#entries = new Uint32Array(entries.length * 2)
    this.#mask = entries.length * 2 - 1
    for (const entry of entries) {
      if (entry !== 0) this.#put(this.#hashOf(entry & FLOW_MASK), entry & FLOW_MASK)
    }
  }
}
