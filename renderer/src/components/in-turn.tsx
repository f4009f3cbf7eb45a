import { Children, type ReactNode } from 'react'

import { useTurns } from './use-turns.ts'

interface InTurnProps {
  /** Where drawing begins. What is aligned to the right does not move when drawn from its end. */
  from?: 'start' | 'end'
  children: ReactNode
}

/**
 * Draws its children one after another, each once those before are on the screen: a page drawn in one piece holds up
 * the window, most of all while an import keeps the machine busy.
 */
export function InTurn({ from = 'start', children }: InTurnProps) {
  const count = Children.count(children)
  const turnOf = (place: number) => (from === 'start' ? place : count - 1 - place)
  const ends = Children.map(children, (child, place) => (isDrawable(child) ? turnOf(place) + 1 : 0)) ?? []
  const inOrder = ends.toSorted((one, other) => one - other)
  const drawn = useTurns(1, (already) => inOrder.find((end) => end > already))
  return Children.map(children, (child, place) => (turnOf(place) < drawn ? child : null))
}

function isDrawable(child: ReactNode): boolean {
  return child !== null && child !== undefined && typeof child !== 'boolean'
}
