import type { ScoredPart } from '../../engine/protocol.ts'
import type { TimeSpan } from '../../scoring/pack-batch.ts'

/** Parts of conversations, which have counts and no flows, as one; null for none. */
export function joinedConversations(parts: readonly ScoredPart[]): ScoredPart | null {
  const last = parts.at(-1)
  if (last === undefined) return null
  return {
    ...last,
    conversations: parts.reduce((sum, { conversations }) => sum + conversations, 0),
    rejected: parts.flatMap(({ rejected }) => rejected),
    batch: { ...last.batch, known_span: joinedSpan(parts) },
  }
}

function joinedSpan(parts: readonly ScoredPart[]): TimeSpan | null {
  const spans = parts.flatMap(({ batch: { known_span } }) => known_span ?? [])
  if (spans.length === 0) return null
  return {
    min_us: Math.min(...spans.map(({ min_us }) => min_us)),
    max_us: Math.max(...spans.map(({ max_us }) => max_us)),
  }
}
