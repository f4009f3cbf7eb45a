import { startTransition, useCallback, useState, type RefCallback } from 'react'

/** Width of an element in pixels, kept up to date; null until the element is on the screen. */
export function useWidth(): [number | null, RefCallback<HTMLElement>] {
  const [width, setWidth] = useState<number | null>(null)
  const watch = useCallback((element: HTMLElement | null) => {
    if (!element) return
    const observer = new ResizeObserver(() => startTransition(() => setWidth(element.clientWidth)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return [width, watch]
}
