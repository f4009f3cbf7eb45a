import { useQuery } from '@tanstack/react-query'

import type { PacketSource } from '../../../contract/packets.ts'
import { call } from '../lib/client.ts'
import { queryKey } from '../lib/queries.ts'

/** Whether the packets of a capture can be read. Files move while nobody tells: it is asked again each time it is shown. */
export function usePacketSource(capture_id: number | undefined): PacketSource | undefined {
  const input = { capture_id: capture_id ?? 0 }
  return useQuery<PacketSource>({
    queryKey: queryKey('packets.source', input),
    queryFn: () => call('packets.source', input),
    enabled: capture_id !== undefined,
    staleTime: 0,
    refetchOnWindowFocus: true,
  }).data
}
