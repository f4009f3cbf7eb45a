import { useEffect, useRef, type RefObject } from 'react'

/**
 * Keeps the focus within an element when the part of it that had the focus goes away; it would begin at the top of the
 * window again.
 * @param box the element; takes the two listeners that are returned
 * @param entry what takes the focus then, as a selector within the element; left out, the element itself
 */
export function useKeepFocus(box: RefObject<HTMLElement | null>, entry?: string) {
  const hasFocus = useRef(false)
  useEffect(() => {
    if (!hasFocus.current || document.activeElement !== document.body) return
    const target = entry === undefined ? box.current : box.current?.querySelector<HTMLElement>(entry)
    target?.focus()
  })
  return {
    onFocus: () => {
      hasFocus.current = true
    },
    onBlur: () => {
      hasFocus.current = false
    },
  }
}
