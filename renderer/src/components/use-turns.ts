import { startTransition, useEffect, useLayoutEffect, useState } from 'react'

import { awaitPart } from '../lib/unfinished.ts'

/**
 * How many parts of something large to draw by now: a few more on each frame, so that none holds up the window. The
 * page is marked as unfinished until all are drawn.
 * @param first parts to begin with
 * @param after how many to draw next, or undefined when all that are there are drawn
 */
export function useTurns(first: number, after: (drawn: number) => number | undefined): number {
  const [drawn, setDrawn] = useState(first)
  const next = after(drawn)
  const isUnfinished = next !== undefined
  // Keys come between what is on the screen and effects that wait for it to be painted.
  useLayoutEffect(() => (isUnfinished ? awaitPart() : undefined), [isUnfinished])
  useEffect(() => {
    if (next === undefined) return undefined
    const frame = requestAnimationFrame(() => startTransition(() => setDrawn(next)))
    return () => cancelAnimationFrame(frame)
  }, [next])
  return drawn
}
