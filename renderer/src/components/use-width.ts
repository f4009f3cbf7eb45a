import { useCallback, useState, type RefCallback } from 'react'

/** Width of an element in pixels, kept up to date; that of the window until the element is on the screen. */
export function useWidth(): [number, RefCallback<HTMLElement>] {
  const [width, setWidth] = useState(() => window.innerWidth)
  const watch = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(() => setWidth(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, watch]
}
