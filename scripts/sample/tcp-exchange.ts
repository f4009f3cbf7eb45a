import type { Dice } from './dice.ts'
import { type Direction, type Packet, TCP_FLAG } from './packet.ts'
import type { TcpStack } from './tcp-stack.ts'

const { FIN, SYN, RST, PSH, ACK } = TCP_FLAG

/** A TCP connection being played: every call appends the packets that a meter beside the client's switch would see. */
export class TcpExchange {
  readonly packets: Packet[] = []
  readonly #dice: Dice
  readonly #client: TcpStack
  readonly #server: TcpStack
  /** Median of the time until the other side's packet comes by, by the side that is waited for. */
  readonly #delay_us: Readonly<Record<Direction, number>>
  readonly #merged: number
  #time_us: number

  /**
   * @param delay_us median time from the meter to the client and back (`forward`) and to the server and back
   * @param merged most segments that a network card hands over as one packet
   */
  constructor(
    dice: Dice,
    start_us: number,
    client: TcpStack,
    server: TcpStack,
    delay_us: Readonly<Record<Direction, number>>,
    merged = 1,
  ) {
    this.#dice = dice
    this.#time_us = start_us
    this.#client = client
    this.#server = server
    this.#delay_us = delay_us
    this.#merged = merged
  }

  wait(us: number): this {
    this.#time_us += us
    return this
  }

  /** Waits until something of the given side can have arrived. */
  answer(from: Direction): this {
    return this.wait(this.#dice.around(this.#delay_us[from], 0.25))
  }

  /** One packet; the time moves on by the few microseconds it takes on the wire. */
  packet(direction: Direction, flags: number, payload_bytes = 0): this {
    const stack = direction === 'forward' ? this.#client : this.#server
    const is_open = (flags & SYN) !== 0
    const is_bare_reset = (flags & RST) !== 0 && (flags & ACK) === 0
    const header_bytes = is_open ? stack.open_header_bytes : is_bare_reset ? 20 : stack.header_bytes
    const window = is_open ? stack.open_window : (flags & RST) !== 0 ? 0 : stack.window
    this.packets.push({ time_us: this.#time_us, direction, payload_bytes, header_bytes, flags, window })
    this.#time_us += this.#dice.integer(1, 4)
    return this
  }

  /** SYN, SYN-ACK, ACK. */
  open(): this {
    this.packet('forward', SYN).answer('backward')
    this.packet('backward', SYN | ACK).answer('forward')
    return this.packet('forward', ACK)
  }

  ack(direction: Direction): this {
    return this.packet(direction, ACK)
  }

  /** A message in one packet. */
  push(direction: Direction, payload_bytes: number): this {
    return this.packet(direction, PSH | ACK, payload_bytes)
  }

  /** A message of any size: segments, some of them merged, and an acknowledgement for every two packets. */
  transfer(direction: Direction, payload_bytes: number): this {
    const { segment_bytes } = direction === 'forward' ? this.#client : this.#server
    const receiver = direction === 'forward' ? 'backward' : 'forward'
    let left = payload_bytes
    let unacknowledged = 0
    while (left > 0) {
      const size = Math.min(left, segment_bytes * this.#dice.integer(1, this.#merged))
      left -= size
      this.packet(direction, left === 0 ? PSH | ACK : ACK, size)
      unacknowledged += 1
      if (unacknowledged === 2 && left > 0) {
        this.answer(receiver).ack(receiver)
        unacknowledged = 0
        if (this.#dice.chance(0.3)) this.answer(direction)
      }
    }
    return this
  }

  /** Request and response, with the acknowledgement that a slow answer calls for. */
  request(request_bytes: number, response_bytes: number, think_us: number): this {
    this.transfer('forward', request_bytes)
    if (think_us > 40_000) {
      this.answer('backward').ack('backward')
    }
    this.wait(think_us).answer('backward').transfer('backward', response_bytes)
    return this.answer('forward').ack('forward')
  }

  /** Both sides finish in order. */
  close(first: Direction): this {
    const second = first === 'forward' ? 'backward' : 'forward'
    this.packet(first, FIN | ACK)
      .answer(second)
      .packet(second, FIN | ACK)
    return this.answer(first).ack(first)
  }

  /** One side aborts: with ACK when it has something to acknowledge (Windows), bare when it has forgotten the connection. */
  reset(direction: Direction, bare = false): this {
    return this.packet(direction, bare ? RST : RST | ACK)
  }
}
