import { useCallback } from 'react'

import { useOperation } from '../lib/queries.ts'

/** Captures for choosing from and for naming; the newest are enough for both. */
export function useCaptures() {
  return useOperation('captures.list', { limit: 500 })
}

/** Gives the name of a capture by its id. */
export function useCaptureName(): (id: number) => string {
  const captures = useCaptures().data?.items
  return useCallback((id) => captures?.find((capture) => capture.id === id)?.name ?? `Capture ${id}`, [captures])
}
