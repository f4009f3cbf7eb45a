import { AnomalyError } from '../../contract/errors.ts'
import { readFlows } from '../../main/sources/csv/read-flows.ts'
import { holdReader, type Outcome } from '../../main/testing/hostile/hold-reader.ts'
import type { ReadReply, ReadRequest } from './protocol.ts'

/** Reads one file after the other in a process that can be killed, and whose memory can be measured. */
process.on('message', (request: ReadRequest) => {
  void answer(request).then((reply) => process.send?.(reply))
})

async function answer({ path, mode }: ReadRequest): Promise<ReadReply> {
  try {
    const outcome = await (mode === 'hold' ? holdReader(path) : count(path))
    return { is_held: true, outcome, peak_mb: process.resourceUsage().maxRSS / 1024 }
  } catch (error) {
    return { is_held: false, message: error instanceof Error ? error.message : String(error) }
  }
}

/** Keeps nothing, so that the memory is the reader's own. */
async function count(path: string): Promise<Outcome> {
  let flows = 0
  let rejected = 0
  try {
    for await (const part of readFlows(path)) {
      flows += part.batch.rows
      rejected += part.rejected.length
    }
    return { ended: 'read', flows, rejected }
  } catch (error) {
    if (error instanceof AnomalyError) return { ended: error.code, flows, rejected }
    throw error
  }
}
