import type { Stream } from '../../../contract/streams.ts'
import { useOperation } from '../lib/queries.ts'

/** The most that a page of a list has: more streams than a person follows. */
const MOST_STREAMS = 1000

const NO_STREAMS: readonly Stream[] = []

/** Interfaces and folders that are or were followed, newest first. */
export function useStreams(): readonly Stream[] {
  return useOperation('streams.list', { limit: MOST_STREAMS }).data?.items ?? NO_STREAMS
}
