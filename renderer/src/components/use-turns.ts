import { startTransition, useEffect, useState } from 'react'

/**
 * How many parts of something large to draw by now: a few more on each frame, so that none holds up the window.
 * @param first parts to begin with
 * @param after how many to draw next, or undefined when all that are there are drawn
 */
export function useTurns(first: number, after: (drawn: number) => number | undefined): number {
  const [drawn, setDrawn] = useState(first)
  const next = after(drawn)
  useEffect(() => {
    if (next === undefined) return undefined
    const frame = requestAnimationFrame(() => startTransition(() => setDrawn(next)))
    return () => cancelAnimationFrame(frame)
  }, [next])
  return drawn
}
