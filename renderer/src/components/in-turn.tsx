import { Children, type ReactNode } from 'react'

import { useTurns } from './use-turns.ts'

/**
 * Draws its children one after another, each once those before are on the screen: a page drawn in one piece holds up
 * the window, most of all while an import keeps the machine busy.
 */
export function InTurn({ children }: { children: ReactNode }) {
  const ends = Children.map(children, (child, place) => (isDrawable(child) ? place + 1 : 0)) ?? []
  const drawn = useTurns(1, (already) => ends.find((end) => end > already))
  return Children.map(children, (child, place) => (place < drawn ? child : null))
}

function isDrawable(child: ReactNode): boolean {
  return child !== null && child !== undefined && typeof child !== 'boolean'
}
