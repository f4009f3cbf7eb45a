import type { Page } from '../../contract/common.ts'
import type { InterfaceList, Segment, Stream } from '../../contract/streams.ts'
import type { ParsedInput } from '../../contract/operations.ts'

/** Follows interfaces and folders. */
export class StreamService {
  start(_request: ParsedInput<'streams.start'>): Promise<Stream> {
    throw new Error('not built yet')
  }
  list(_limit: number, _cursor?: string): Promise<Page<Stream>> {
    throw new Error('not built yet')
  }
  get(_id: number): Promise<Stream> {
    throw new Error('not built yet')
  }
  segments(_id: number, _limit: number, _cursor?: string): Promise<Page<Segment>> {
    throw new Error('not built yet')
  }
  pause(_id: number): Promise<Stream> {
    throw new Error('not built yet')
  }
  resume(_id: number): Promise<Stream> {
    throw new Error('not built yet')
  }
  stop(_id: number): Promise<Stream> {
    throw new Error('not built yet')
  }
  interfaces(): Promise<InterfaceList> {
    throw new Error('not built yet')
  }
}
