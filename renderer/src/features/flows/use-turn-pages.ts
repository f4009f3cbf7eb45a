import { useEffect, useEffectEvent, useRef } from 'react'

import { useIsGoing } from '../../components/use-destination.ts'

import type { FlowPage } from './use-flow-page.ts'

interface TurnPagesOptions {
  /** Where the pages up to the one on the screen begin, the second page first. */
  cursors: readonly string[]
  /** That page; undefined until it is there. */
  flows: FlowPage | undefined
  onTurn: (cursors: readonly string[]) => void
  /** Goes to newer flows than those of the first page, where there are any. */
  onNewer: (() => void) | undefined
}

/**
 * Turns pages, as often as it was asked for: a page tells where the next one begins, so each is waited for before the
 * next turn.
 */
export function useTurnPages({ cursors, flows, onTurn, onNewer }: TurnPagesOptions) {
  const waiting = useRef<(1 | -1)[]>([])
  const isGoing = useIsGoing()

  const makeTurn = () => {
    if (flows === undefined || isGoing()) return
    const step = waiting.current.shift()
    if (step === -1 && cursors.length > 0) onTurn(cursors.slice(0, -1))
    else if (step === -1 && onNewer !== undefined) onNewer()
    else if (step === 1 && flows.next_cursor !== null) onTurn([...cursors, flows.next_cursor])
    // There is no page in that direction.
    else if (step !== undefined) makeTurn()
  }
  const makeNextTurn = useEffectEvent(makeTurn)
  useEffect(() => makeNextTurn())

  return {
    turn: (step: 1 | -1) => {
      waiting.current.push(step)
      makeTurn()
    },
    isTurning: () => flows === undefined || waiting.current.length > 0,
    /** Whether another page than the one on the screen was asked for. */
    isLeaving: () => isGoing() || waiting.current.length > 0,
  }
}
