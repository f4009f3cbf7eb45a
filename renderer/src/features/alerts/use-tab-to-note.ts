import { useRef, type KeyboardEvent, type RefObject } from 'react'

import { useSingleKeys } from '../../lib/preferences.ts'

/**
 * Tab from the details to the note, as soon as there is one: while an alert is being read there is nothing in its details
 * to go to, and Tab would leave them for what comes behind. It acts as `n`, which waits, and what is typed after it.
 * @param details the element that has the focus itself while it has nothing else
 * @param isShown whether the details are those of the alert that was chosen last
 * @returns a listener for the details
 */
export function useTabToNote(
  details: RefObject<HTMLElement | null>,
  chosen: () => number | undefined,
  isShown: () => boolean,
) {
  const [singleKeys] = useSingleKeys()
  const isWaiting = useRef(false)
  return (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.shiftKey || event.target !== details.current) return
    if (!singleKeys || chosen() === undefined || (isShown() && hasStops(details.current))) return
    event.preventDefault()
    if (isWaiting.current) return
    isWaiting.current = true
    details.current.addEventListener('focusout', () => (isWaiting.current = false), { once: true })
    details.current.dispatchEvent(new window.KeyboardEvent('keydown', { key: 'n', bubbles: true }))
  }
}

const hasStops = (element: HTMLElement) => element.querySelector('a, button, textarea') !== null
