import { stat } from 'node:fs/promises'
import { basename } from 'node:path'

import type { ClosedSegment, Follower } from '../sources/live/follower.ts'
import type { LiveSources } from '../services/stream-service.ts'
import type { FollowedTarget } from '../sources/live/open-follower.ts'

/** A follower that gives the files that a test hands it. */
export class HandedFollower implements Follower {
  readonly target: FollowedTarget
  readonly #given: ClosedSegment[] = []
  #failure: Error | null = null
  #is_closed = false
  #news = Promise.withResolvers<undefined>()
  dropped = 0

  constructor(target: FollowedTarget) {
    this.target = target
  }

  async give(path: string, is_own = false): Promise<void> {
    const { size } = await stat(path)
    const origin = { path, first_byte: 0, end_byte: size, stamp: 'as it was' }
    this.#given.push({ name: basename(path), path, size_bytes: size, is_own, origin })
    this.#news.resolve(undefined)
  }

  fail(error: Error): void {
    this.#failure = error
    this.#news.resolve(undefined)
  }

  readonly droppedPackets = (): number => this.dropped

  readonly segments: AsyncIterable<ClosedSegment> = {
    [Symbol.asyncIterator]: () => this.#segments(),
  }

  close(): Promise<void> {
    this.#is_closed = true
    this.#news.resolve(undefined)
    return Promise.resolve()
  }

  async *#segments(): AsyncGenerator<ClosedSegment> {
    for (;;) {
      const segment = this.#given.shift()
      if (segment !== undefined) yield segment
      else if (this.#failure !== null) throw this.#failure
      else if (this.#is_closed) return
      else {
        await this.#news.promise
        this.#news = Promise.withResolvers()
      }
    }
  }
}

/** Live sources whose followers a test hands files to, the newest last. */
export function handedSources(): { live: LiveSources; followers: HandedFollower[] } {
  const followers: HandedFollower[] = []
  const live: LiveSources = {
    openFollower: (target) => {
      const follower = new HandedFollower(target)
      followers.push(follower)
      return Promise.resolve(follower)
    },
    listInterfaces: () => Promise.resolve({ tool: null, interfaces: [], advice: 'Install tcpdump.' }),
  }
  return { live, followers }
}
