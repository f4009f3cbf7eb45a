import type { FlowPart, Source, SourceFacts } from '../source.ts'
import { readPacketsAhead } from '../csv/read-ahead.ts'
import { METERED_AS, type PacketPart, type PacketReadOptions } from './read-packets.ts'

/** Flows of packets, with what a copy of them is made of. */
export type MeteredPart = FlowPart & Pick<PacketPart, 'layout' | 'lines'>

/**
 * A packet capture, metered in a thread of its own a few parts ahead. The notices on its last part tell what became of
 * every packet.
 * @param size_bytes null when nobody needs to know
 * @throws AnomalyError `unreadable_file`, `cancelled` where the parts are taken
 */
export function packetSource(
  path: string,
  options: Omit<PacketReadOptions, 'usedMemory'>,
  size_bytes: number | null = null,
): Source<MeteredPart> {
  const reading = readPacketsAhead(path, options)
  async function* parts(): AsyncGenerator<MeteredPart> {
    for await (const { bytes_read, notices, ...part } of reading.parts) {
      yield { ...part, facts: factsOf(notices), progress: { unit: 'bytes', done: bytes_read, total: size_bytes } }
    }
  }
  return { is_endless: false, parts: parts(), close: () => reading.stop() }
}

function factsOf(notices: readonly string[]): SourceFacts {
  return {
    dialect: 'packets',
    instrument: METERED_AS,
    utc_offset_minutes: 0,
    notices,
    odd_columns: { duplicates: [], extras: [] },
    axis: 'time',
  }
}
