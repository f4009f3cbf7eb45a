import { useMemo } from 'react'

import { useOperation } from '../lib/queries.ts'
import type { Vocabulary } from '../lib/query-suggestions.ts'
import { useCaptures } from './use-captures.ts'

/** Threat types and captures that there are, for suggestions. */
export function useVocabulary(): Vocabulary {
  const types = useOperation('charts.overview', {}).data?.by_threat_type
  const captures = useCaptures().data?.items
  return useMemo(
    () => ({
      types: (types ?? []).filter(({ flows }) => flows > 0).map(({ threat_type }) => threat_type),
      captures: (captures ?? []).map(({ name }) => name),
    }),
    [types, captures],
  )
}
