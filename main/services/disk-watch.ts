import { isDiskFull } from '../../contract/errors.ts'
import { giveUpReserve, keepReserve, reservedBytes } from '../disk/reserve.ts'
import { bytesText, reserveBytes, roomOn } from '../disk/room.ts'
import { methodOf, storeCalling } from '../store/methods.ts'
import type { Store } from '../store/store.ts'

const LOOK_EVERY_MS = 1000

/**
 * Knows whether the disk with the data directory is full: when a write was refused, until there is room again. What is
 * kept in reserve is given up then, so that a failed import can be cleared up, and kept again after that.
 */
export class DiskWatch {
  readonly #data_dir: string
  readonly #onChange: (problem: string | null) => void
  readonly #timer: NodeJS.Timeout
  #was_refused = false
  #problem: string | null = null

  /** @param onChange called with a sentence when the disk is full, with null when it has room again */
  constructor(data_dir: string, onChange: (problem: string | null) => void) {
    this.#data_dir = data_dir
    this.#onChange = onChange
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref()
    void keepReserve(data_dir)
  }

  /** What a person should know of the disk; null while it has room. */
  get problem(): string | null {
    return this.#problem
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /**
   * To be told of every failure: those that a full disk is the cause of count.
   * @returns whether the reserve was given up, so that another attempt may work
   */
  heed(error: unknown): boolean {
    if (!isDiskFull(error)) return false
    this.#was_refused = true
    this.#set(this.#sentence())
    return giveUpReserve(this.#data_dir)
  }

  /** The same store, whose failures are heeded; what makes room is tried again once the reserve is given up. */
  over(store: Store): Store {
    const heeded = storeCalling(async (name, args, kind) => {
      const call = methodOf(store, name)
      try {
        return await call(...args)
      } catch (error) {
        if (this.heed(error) && kind === 'clear') return call(...args)
        throw error
      }
    })
    return { ...heeded, close: store.close, notices: store.notices }
  }

  #look(): void {
    const room = roomOn(this.#data_dir)
    if (room === null) return
    const reserve = reserveBytes(room.total_bytes)
    // After a refusal there must be room for the reserve and as much again, or the next write is refused too.
    const wanted = this.#was_refused ? 2 * reserve - reservedBytes(this.#data_dir) : reserve / 2
    if (room.free_bytes < wanted) {
      this.#set(this.#sentence())
      return
    }
    this.#was_refused = false
    void keepReserve(this.#data_dir)
    this.#set(null)
  }

  #sentence(): string {
    const room = roomOn(this.#data_dir)
    const free = room === null ? '' : ` (${bytesText(room.free_bytes)} free)`
    return `The disk with the data directory is full${free}. Imports wait until there is space: delete captures you no longer need, or other files on that disk.`
  }

  #set(problem: string | null): void {
    const is_change = (problem === null) !== (this.#problem === null)
    this.#problem = problem
    if (is_change) this.#onChange(problem)
  }
}
