import { notifyManager } from '@tanstack/react-query'

/** Longest time in milliseconds that answers wait for a press to end. */
const LONGEST_PRESS = 500

/**
 * Lets answers reach the page between presses only, until the returned function is called: a button that moves or is
 * replaced while the mouse is down on it gets no click.
 */
export function holdAnswersWhilePressed(): () => void {
  let held: (() => void)[] = []
  let end: ReturnType<typeof setTimeout> | null = null

  const release = () => {
    if (end === null) return
    clearTimeout(end)
    end = null
    for (const notify of held.splice(0)) notify()
  }
  const onDown = () => {
    release()
    end = setTimeout(release, LONGEST_PRESS)
  }
  // The click comes after the end of the press.
  const onUp = () => setTimeout(release)

  notifyManager.setScheduler((notify) => {
    setTimeout(() => {
      if (end === null) notify()
      else held.push(notify)
    })
  })
  window.addEventListener('pointerdown', onDown, true)
  for (const name of ENDS) window.addEventListener(name, onUp)
  return () => {
    release()
    held = []
    notifyManager.setScheduler((notify) => setTimeout(notify))
    window.removeEventListener('pointerdown', onDown, true)
    for (const name of ENDS) window.removeEventListener(name, onUp)
  }
}

const ENDS = ['pointerup', 'pointercancel', 'blur'] as const
