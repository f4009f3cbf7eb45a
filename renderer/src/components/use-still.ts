import { useState } from 'react'

/**
 * Keeps what a person points at where it is: while the pointer is over an element, or a press in it is under way, its
 * parts are in the order that they had.
 * @param now keys of the parts in the order they would have
 * @param keep the order while a person points at them, from that on the screen and the one they would have
 * @returns the keys to be shown, and the listeners of the element
 */
export function useStill(
  now: readonly string[],
  keep: (before: readonly string[], now: readonly string[]) => readonly string[],
) {
  const [isPointedAt, setPointedAt] = useState(false)
  const [before, setBefore] = useState(now)
  const shown = isPointedAt ? keep(before, now) : now
  if (shown.length !== before.length || shown.some((key, place) => key !== before[place])) setBefore(shown)
  return {
    shown,
    listeners: { onPointerEnter: () => setPointedAt(true), onPointerLeave: () => setPointedAt(false) },
  }
}
