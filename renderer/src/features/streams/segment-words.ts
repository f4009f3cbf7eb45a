import type { Segment } from '../../../../contract/streams.ts'

/** What became of a segment, and whether one can get back to it. */
export function segmentState({ state, are_packets_kept }: Pick<Segment, 'state' | 'are_packets_kept'>): string {
  switch (state) {
    case 'reading':
      return 'Being read'
    case 'failed':
      return 'Not read'
    case 'ready':
      return are_packets_kept ? 'Read' : 'Read; its file is gone'
  }
}
