import type { FlowFacts } from '../../flow/flow-batch.ts'
import type { FlowPart, Source, SourceFacts } from '../source.ts'
import type { Layout } from './layout.ts'
import { readAhead } from './read-ahead.ts'
import type { ReadOptions } from './read-flows.ts'
import type { RowLines } from './row-lines.ts'

/** A part of a file, with what a copy of the file is made of. */
export interface CsvPart extends FlowPart {
  readonly layout: Layout
  /** Line of each flow, when `keep_lines` is set. */
  readonly lines: RowLines | null
}

/**
 * A `.csv` or `.csv.gz` file, read in a thread of its own a few parts ahead.
 * @param size_bytes null when nobody needs to know
 * @throws AnomalyError `unreadable_file`, `unknown_dialect`, `lacks_features`, `cancelled` where the parts are taken
 */
export function csvSource(path: string, options: ReadOptions, size_bytes: number | null = null): Source<CsvPart> {
  const reading = readAhead(path, options)
  async function* parts(): AsyncGenerator<CsvPart> {
    let facts: SourceFacts | undefined
    for await (const { bytes_read, ...part } of reading.parts) {
      facts ??= factsOf(part.layout, part.batch)
      yield { ...part, facts, progress: { unit: 'bytes', done: bytes_read, total: size_bytes } }
    }
  }
  return { is_endless: false, parts: parts(), close: () => reading.stop() }
}

function factsOf(
  { dialect, columns, time_format, notices, duplicates, extras }: Layout,
  first: FlowFacts,
): SourceFacts {
  const has_column = columns.timestamp >= 0
  return {
    dialect: dialect.id,
    instrument: dialect.instrument,
    utc_offset_minutes: has_column ? time_format.utc_offset_minutes : null,
    notices,
    odd_columns: { duplicates, extras },
    axis: has_column && first.timestamps_us.some((time_us) => !Number.isNaN(time_us)) ? 'time' : 'row',
  }
}
