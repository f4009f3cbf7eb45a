import type { Problem } from '../../../contract/errors.ts'
import type { PartMemory } from './part-memory.ts'
import type { PacketPart, PacketReadOptions } from '../packets/read-packets.ts'
import type { ReadOptions, ReadPart } from './read-flows.ts'

/** Messages to the reader: what to read, that a part was consumed, and which memory can be reused. */
export type ReaderRequest =
  | {
      readonly type: 'start'
      readonly kind: 'csv'
      readonly path: string
      readonly options: Omit<ReadOptions, 'signal' | 'usedMemory'>
    }
  | {
      readonly type: 'start'
      readonly kind: 'packets'
      readonly path: string
      readonly options: Omit<PacketReadOptions, 'signal' | 'usedMemory'>
    }
  | { readonly type: 'next' }
  | { readonly type: 'used'; readonly memory: PartMemory }

export type ReaderMessage =
  | { readonly type: 'part'; readonly part: ReadPart | PacketPart }
  | { readonly type: 'done' }
  | { readonly type: 'error'; readonly problem: Problem; readonly cause: string }

/** Parts read ahead of the one in use. */
export const PARTS_AHEAD = 2
