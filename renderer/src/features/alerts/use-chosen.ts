import { useEffect, useRef } from 'react'

/**
 * The alert chosen last, which may be ahead of the one on the screen: keys come faster than the page is drawn.
 * Choosing has no effect once the page is left.
 */
export function useChosen(selected: number | undefined, show: (id: number | undefined) => void) {
  /** Choices that are not on the screen yet, oldest first. */
  const ahead = useRef<(number | undefined)[]>([])
  const drawn = useRef({ selected, show })
  const isLeft = useRef(false)

  useEffect(() => {
    drawn.current = { selected, show }
  })

  useEffect(() => {
    const place = ahead.current.indexOf(selected)
    // What was not chosen here came from elsewhere, such as going back, and counts more than any choice before it.
    ahead.current = place === -1 ? [] : ahead.current.slice(place + 1)
  }, [selected])

  useEffect(() => {
    isLeft.current = false
    return () => {
      isLeft.current = true
    }
  }, [])

  const chosen = () => (ahead.current.length === 0 ? drawn.current.selected : ahead.current.at(-1))
  const select = (id: number | undefined) => {
    if (isLeft.current || id === chosen()) return
    ahead.current.push(id)
    drawn.current.show(id)
  }
  return { chosen, select }
}
