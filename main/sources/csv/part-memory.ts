import { arraysOf, type BatchArrays, type FlowBatch } from '../../flow/flow-batch.ts'
import type { RowLines } from './row-lines.ts'

/** What a part of a capture is written into: one that is done with is filled again, since new memory costs more. */
export interface PartMemory {
  readonly arrays: BatchArrays
  readonly lines: ArrayBuffer | null
}

export function memoryOf({ batch, lines }: { batch: FlowBatch; lines: RowLines | null }): PartMemory {
  return { arrays: arraysOf(batch), lines: lines?.bytes.buffer ?? null }
}

/** The memory as it is handed to another thread instead of copied. */
export function buffersOf({ arrays, lines }: PartMemory): ArrayBuffer[] {
  const buffers = Object.values(arrays).map(({ buffer }) => buffer)
  return lines === null ? buffers : [...buffers, lines]
}
