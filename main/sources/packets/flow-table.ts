import { FlowIndex } from './flow-index.ts'
import {
  BULK_FLOATS,
  BULK_WORDS,
  FLOW_FLOATS,
  FLOW_WORDS,
  FORWARD_BULK,
  BACKWARD_BULK,
  KEY_DESTINATION,
  KIND_MASK,
  KEY_PORTS,
  KEY_SOURCE,
  PERIOD_FLOATS,
  PERIOD_WORDS,
  PERIODS,
  STATE,
  STATE_OVERFLOWN,
  STATE_TURNED,
  WIDE_KEY,
  WIDE_WORDS,
} from './flow-layout.ts'
import { Overflows } from './overflows.ts'
import { DESTINATION, IS_IPV6, KIND, PORTS, RECORD_WORDS, SOURCE } from './packet-record.ts'
import { RecordPool } from './record-pool.ts'

const WIDTH = 4

/** The open flows, found by five-tuple in both directions. */
export class FlowTable {
  readonly flows = new RecordPool(FLOW_FLOATS, FLOW_WORDS)
  readonly bulks = new RecordPool(BULK_FLOATS, BULK_WORDS)
  readonly periods = new RecordPool(PERIOD_FLOATS, PERIOD_WORDS)
  readonly wide_keys = new RecordPool(0, WIDE_WORDS)
  readonly overflows = new Overflows()
  /** Whether the packet that was last looked for goes the other way than the key of the flow that was found. */
  is_swapped = false
  readonly #index = new FlowIndex((flow) => this.#hashOfKey(flow))
  readonly #seed: number
  #hash = 0
  readonly #key = new Uint32Array(RECORD_WORDS)

  /** @param seed of the hash: whoever makes packets must not know which of them collide */
  constructor(seed: number) {
    this.#seed = seed
  }

  get count(): number {
    return this.flows.count
  }

  /** Bytes that the open flows take. */
  get bytes(): number {
    const { flows, bulks, periods, wide_keys } = this
    return flows.bytes + bulks.bytes + periods.bytes + wide_keys.bytes + this.#index.bytes
  }

  /** The open flow of a packet, as it is or with its ends swapped; 0 for none. */
  find(packet: Uint32Array, base: number): number {
    this.#hash = this.#hashOf(packet, base)
    const index = this.#index
    for (let place = index.first(this.#hash); ; place = index.next(place)) {
      if (index.isFree(place)) return 0
      const flow = index.at(place, this.#hash)
      if (flow !== 0 && this.#isOf(flow, packet, base)) return flow
    }
  }

  /** Opens the flow of the packet that {@link find} did not find. */
  open(packet: Uint32Array, base: number): number {
    const flow = this.flows.take()
    const words = this.flows.wordsOf(flow)
    const at = this.flows.wordBase(flow)
    const kind = packet[base + KIND]! & KIND_MASK
    words[at + KEY_SOURCE] = packet[base + SOURCE]!
    words[at + KEY_DESTINATION] = packet[base + DESTINATION]!
    words[at + KEY_PORTS] = packet[base + PORTS]!
    words[at + STATE] = kind
    if ((kind & IS_IPV6) !== 0) {
      const wide = this.wide_keys.take()
      words[at + WIDE_KEY] = wide
      this.wide_keys.wordsOf(wide).set(packet.subarray(base, base + WIDE_WORDS), this.wide_keys.wordBase(wide))
    }
    this.#index.add(this.#hash, flow)
    this.is_swapped = false
    return flow
  }

  /** Keeps the key of a flow, and forgets everything else. */
  reopen(flow: number): void {
    const { flows } = this
    const words = flows.wordsOf(flow)
    const at = flows.wordBase(flow)
    const wide = words[at + WIDE_KEY]!
    const kind = words[at + STATE]! & KIND_MASK
    this.#giveParts(flow)
    const float = flows.floatBase(flow)
    flows.floatsOf(flow).fill(0, float, float + FLOW_FLOATS)
    words.fill(0, at + STATE, at + FLOW_WORDS)
    words[at + STATE] = kind
    words[at + WIDE_KEY] = wide
  }

  close(flow: number): void {
    const { flows } = this
    const words = flows.wordsOf(flow)
    const at = flows.wordBase(flow)
    this.#index.remove(this.#hashOfKey(flow), flow)
    this.#giveParts(flow)
    if (words[at + WIDE_KEY] !== 0) this.wide_keys.give(words[at + WIDE_KEY]!)
    // A record that is not open has no packets: see `isOpen`.
    flows.clear(flow)
    flows.give(flow)
  }

  /** Whether the packet has the source address of the flow: with the same address at both ends it always has. */
  isForward(flow: number, packet: Uint32Array, base: number): boolean {
    const words = this.flows.wordsOf(flow)
    const at = this.flows.wordBase(flow)
    const is_turned = (words[at + STATE]! & STATE_TURNED) !== 0
    const wide = words[at + WIDE_KEY]!
    if (wide === 0) return packet[base + SOURCE] === words[at + (is_turned ? KEY_DESTINATION : KEY_SOURCE)]
    return this.#isAddress(wide, is_turned ? WIDTH : 0, packet, base + SOURCE)
  }

  #giveParts(flow: number): void {
    const words = this.flows.wordsOf(flow)
    const at = this.flows.wordBase(flow)
    if (words[at + FORWARD_BULK] !== 0) this.bulks.give(words[at + FORWARD_BULK]!)
    if (words[at + BACKWARD_BULK] !== 0) this.bulks.give(words[at + BACKWARD_BULK]!)
    if (words[at + PERIODS] !== 0) this.periods.give(words[at + PERIODS]!)
    if ((words[at + STATE]! & STATE_OVERFLOWN) !== 0) this.overflows.forget(flow)
  }

  #isOf(flow: number, packet: Uint32Array, base: number): boolean {
    const words = this.flows.wordsOf(flow)
    const at = this.flows.wordBase(flow)
    if ((words[at + STATE]! & KIND_MASK) !== (packet[base + KIND]! & KIND_MASK)) return false
    const ports = packet[base + PORTS]!
    const key_ports = words[at + KEY_PORTS]!
    if (ports === key_ports && this.#hasEnds(words, at, packet, base + SOURCE, base + DESTINATION)) {
      this.is_swapped = false
      return true
    }
    if (swapped(ports) !== key_ports) return false
    this.is_swapped = this.#hasEnds(words, at, packet, base + DESTINATION, base + SOURCE)
    return this.is_swapped
  }

  #hasEnds(words: Uint32Array, at: number, packet: Uint32Array, source: number, destination: number): boolean {
    if (packet[source] !== words[at + KEY_SOURCE] || packet[destination] !== words[at + KEY_DESTINATION]) return false
    const wide = words[at + WIDE_KEY]!
    return wide === 0 || (this.#isAddress(wide, 0, packet, source) && this.#isAddress(wide, WIDTH, packet, destination))
  }

  #isAddress(wide: number, offset: number, packet: Uint32Array, address: number): boolean {
    const words = this.wide_keys.wordsOf(wide)
    const at = this.wide_keys.wordBase(wide) + offset
    return (
      words[at] === packet[address] &&
      words[at + 1] === packet[address + 1] &&
      words[at + 2] === packet[address + 2] &&
      words[at + 3] === packet[address + 3]
    )
  }

  #hashOfKey(flow: number): number {
    const words = this.flows.wordsOf(flow)
    const at = this.flows.wordBase(flow)
    const wide = words[at + WIDE_KEY]!
    const key = this.#key
    key[SOURCE] = words[at + KEY_SOURCE]!
    key[DESTINATION] = words[at + KEY_DESTINATION]!
    if (wide !== 0) {
      const base = this.wide_keys.wordBase(wide)
      key.set(this.wide_keys.wordsOf(wide).subarray(base, base + WIDE_WORDS))
    }
    key[PORTS] = words[at + KEY_PORTS]!
    key[KIND] = words[at + STATE]! & KIND_MASK
    return this.#hashOf(key, 0)
  }

  /** The same for both directions. */
  #hashOf(packet: Uint32Array, base: number): number {
    const kind = packet[base + KIND]! & KIND_MASK
    const ports = packet[base + PORTS]!
    let source = packet[base + SOURCE]!
    let destination = packet[base + DESTINATION]!
    if ((kind & IS_IPV6) !== 0) {
      for (let word = 1; word < WIDTH; word += 1) {
        source = mix(source, packet[base + SOURCE + word]!) ^ this.#seed
        destination = mix(destination, packet[base + DESTINATION + word]!) ^ this.#seed
      }
    }
    const from = mix(source ^ this.#seed, ports >>> 16)
    const to = mix(destination ^ this.#seed, ports & 0xffff)
    const low = Math.min(from, to)
    return mix(mix(low ^ kind, Math.max(from, to)), this.#seed)
  }
}

function swapped(ports: number): number {
  return ((ports << 16) | (ports >>> 16)) >>> 0
}

/** Of two words one: the finaliser of MurmurHash3. */
function mix(left: number, right: number): number {
  let hash = Math.imul(left ^ (left >>> 16), 0x85ebca6b) ^ right
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
