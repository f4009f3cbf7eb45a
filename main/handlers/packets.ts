import type { PacketService } from '../services/packet-service.ts'
import { findWireshark, openInWireshark } from '../services/wireshark.ts'
import type { HandlersFor } from './handlers.ts'

export function packetHandlers(
  packets: PacketService,
): HandlersFor<
  | 'packets.source'
  | 'packets.look'
  | 'packets.ofFlow'
  | 'packets.ofAlert'
  | 'packets.ofFlows'
  | 'packets.save'
  | 'packets.viewer'
  | 'packets.open'
> {
  return {
    'packets.source': ({ capture_id }) => packets.source(capture_id),
    'packets.look': ({ id, limit }, { signal }) => packets.look(id, limit, signal),
    'packets.ofFlow': ({ id }, { signal }) => packets.download({ flow_id: id }, signal),
    'packets.ofAlert': ({ id }, { signal }) => packets.download({ alert_id: id }, signal),
    'packets.ofFlows': (selection, { signal }) => packets.download(selection, signal),
    'packets.save': (selection) => packets.save(selection),
    'packets.viewer': async () => ({ is_installed: (await findWireshark()) !== null }),
    'packets.open': ({ job_id }) => {
      const path = packets.savedPath(job_id)
      if (path !== null) return openInWireshark(path)
      return { opened: false, reason: 'That file was saved before AnomalyX was started. Open it from its folder.' }
    },
  }
}
