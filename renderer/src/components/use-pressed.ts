import { useEffect, useRef } from 'react'

/**
 * Lets a button act on what the page showed when the mouse went down on it: the page may change before the mouse goes up.
 * A click without the mouse acts on what the page shows.
 * @param shown what the page shows
 * @returns the listeners of a button that acts so
 */
export function usePressed<Value>(shown: Value) {
  const latest = useRef(shown)
  const pressed = useRef<{ value: Value } | null>(null)
  useEffect(() => {
    latest.current = shown
  })
  return (act: (value: Value) => void) => ({
    onPointerDown: () => {
      pressed.current = { value: latest.current }
    },
    onClick: ({ detail }: { detail: number }) => {
      const value = detail > 0 && pressed.current !== null ? pressed.current.value : latest.current
      pressed.current = null
      act(value)
    },
  })
}
