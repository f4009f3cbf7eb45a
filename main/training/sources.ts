import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'

import type { Instrument } from '../../contract/captures.ts'
import type { FlowBatch } from '../flow/flow-batch.ts'
import { ClassifiedTally } from '../sources/csv/nothing-classified.ts'
import { readFlows } from '../sources/csv/read-flows.ts'
import type { UnreadCells } from '../flow/unread-cells.ts'
import { namingFile } from './named-refusal.ts'

/** Flows that follow each other in a source. */
export interface SourcePart {
  /** Flow meter that measured them. */
  readonly instrument: Instrument
  readonly flows: Omit<FlowBatch, 'line_numbers'>
  /** Rows that were rejected among them. */
  readonly rejected: number
  /** Labels that name no known threat type, with the flows that carry them. */
  readonly unknown_labels?: readonly UnreadCells[]
  /** Whether the source has labels at all; left out where nobody knows. */
  readonly has_labels?: boolean
  /** Share of the source that is read with this part, in 0 .. 1. */
  readonly share: number
}

/** A capture to learn from, wherever its flows are kept. */
export interface LabelledSource {
  readonly name: string
  readonly read: () => AsyncIterable<SourcePart>
  /** SHA-256 of the capture's file. */
  readonly sha256: () => Promise<string>
}

/** A capture file, `.csv` or `.csv.gz`. */
export function fileSource(path: string, signal?: AbortSignal): LabelledSource {
  return {
    name: basename(path),
    read: () => namingFile(path, readFile(path, signal)),
    sha256: async () => {
      const hash = createHash('sha256')
      for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
      return hash.digest('hex')
    },
  }
}

async function* readFile(path: string, signal: AbortSignal | undefined): AsyncGenerator<SourcePart> {
  let size_bytes = 0
  const tally = new ClassifiedTally()
  for await (const part of readFlows(path, signal === undefined ? {} : { signal })) {
    if (size_bytes === 0) size_bytes = Math.max(1, (await stat(path)).size)
    tally.add(part.batch.rows, part.rejected)
    yield {
      instrument: part.layout.dialect.instrument,
      flows: part.batch,
      rejected: part.rejected.length,
      unknown_labels: part.unread.filter(({ column }) => column === 'Label'),
      has_labels: part.layout.columns.label >= 0,
      share: Math.min(1, part.bytes_read / size_bytes),
    }
  }
  tally.refuseNothing()
}
