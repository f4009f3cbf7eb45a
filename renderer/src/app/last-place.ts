import type { createHashRouter } from 'react-router'

const KEY = 'anomalyx.place'

/** Puts the window where it was left; a place in its address, as of a link, counts more. */
export function returnToLastPlace(): void {
  const place = localStorage.getItem(KEY)
  if (location.hash === '' && place?.startsWith('/') === true) history.replaceState(null, '', `#${place}`)
}

/** Keeps where the window is, filters included, but no place that cannot be shown. Ends with the returned function. */
export function keepPlace(router: ReturnType<typeof createHashRouter>): () => void {
  return router.subscribe(({ location: { pathname, search }, errors, navigation }) => {
    if (navigation.state !== 'idle') return
    if (errors === null) localStorage.setItem(KEY, pathname + search)
    else forgetPlace()
  })
}

export function forgetPlace(): void {
  localStorage.removeItem(KEY)
}
