import type { Database } from 'better-sqlite3'

import { featureChunkId, flowNumber } from '../../../flow/flow-id.ts'
import { featureColumns } from '../../../flow/feature-chunk.ts'
import { decodeFeatureRanges, type FeatureRange } from '../../../flow/feature-ranges.ts'
import { once } from '../../../scoring/column-blob.ts'
import { decodeSummary } from '../../../scoring/chunk-summary.ts'
import type { SearchedCapture, KnownOfChunk } from '../../search/coverage.ts'
import type { ChunkColumns } from '../../search/row-test.ts'
import type { ChunkPlace, StoredChunk } from './prediction-chunks.ts'

/** Reads what a search needs of chunks: their summaries first, and features of those that are looked into. */
export class SearchFacts {
  readonly #selectSummary
  readonly #selectRanges
  readonly #selectFeatures

  constructor(database: Database) {
    this.#selectSummary = database
      .prepare<[number], Buffer>('SELECT summary FROM chunk_summaries WHERE chunk_id = ?')
      .pluck()
    // Chunks of features may begin and end with other flows than those of predictions.
    const overlapping = `id BETWEEN
      coalesce((SELECT max(id) FROM feature_chunks WHERE id BETWEEN :first_of_capture AND :first), :first) AND :last`
    this.#selectRanges = database
      .prepare<[Overlap], Buffer | null>(
        `SELECT ranges FROM feature_chunks LEFT JOIN feature_ranges ON chunk_id = id WHERE ${overlapping}`,
      )
      .pluck()
    this.#selectFeatures = database.prepare<[Overlap], { id: number; rows: number; chunk: Buffer }>(
      `SELECT id, rows, chunk FROM feature_chunks WHERE ${overlapping} ORDER BY id`,
    )
  }

  known({ id, rows, min_timestamp_us, max_timestamp_us }: ChunkPlace, capture: SearchedCapture): KnownOfChunk {
    const summary = once(() => {
      const encoded = this.#selectSummary.get(id)
      return encoded && decodeSummary(encoded)
    })
    const ranges = once(() => this.#selectRanges.all(overlapOf(capture, id, rows)).map(rangesOf))
    return {
      min_timestamp_us,
      max_timestamp_us,
      capture,
      summary,
      featureRange: (feature) => widest(ranges().map((range) => range?.(feature))),
    }
  }

  columns({ id, keys }: StoredChunk, facts: () => ChunkColumns['facts'], capture: SearchedCapture): ChunkColumns {
    const { rows } = keys
    const first = flowNumber(id)
    const parts = once(() =>
      this.#selectFeatures.all(overlapOf(capture, id, rows)).map((part) => ({
        begin: flowNumber(part.id) - first,
        rows: part.rows,
        column: featureColumns(part.chunk),
      })),
    )
    return {
      keys,
      get facts() {
        return facts()
      },
      capture,
      feature: (index) => {
        const values = new Float32Array(rows).fill(NaN)
        for (const part of parts()) {
          const from = Math.max(0, -part.begin)
          const to = Math.min(part.rows, rows - part.begin)
          if (to > from) values.set(part.column(index).subarray(from, to), part.begin + from)
        }
        return values
      },
    }
  }
}

/** Ids of the chunks of features that hold flows of a chunk. */
interface Overlap {
  readonly first_of_capture: number
  readonly first: number
  readonly last: number
}

function overlapOf({ id }: SearchedCapture, chunk_id: number, rows: number): Overlap {
  const first = flowNumber(chunk_id)
  return {
    first_of_capture: featureChunkId(id, 0),
    first: featureChunkId(id, first),
    last: featureChunkId(id, first + rows - 1),
  }
}

function rangesOf(encoded: Buffer | null): ((feature: number) => FeatureRange) | undefined {
  return encoded === null ? undefined : decodeFeatureRanges(encoded)
}

/** Undefined where one of them, or all, are not known. */
function widest(ranges: readonly (FeatureRange | undefined)[]): FeatureRange | undefined {
  let widest_yet: FeatureRange | undefined
  for (const range of ranges) {
    if (range === undefined) return undefined
    widest_yet = {
      min: Math.min(range.min, widest_yet?.min ?? Infinity),
      max: Math.max(range.max, widest_yet?.max ?? -Infinity),
      has_missing: range.has_missing || widest_yet?.has_missing === true,
    }
  }
  return widest_yet
}
