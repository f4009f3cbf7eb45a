import { useCallback, useContext } from 'react'
import { UNSAFE_DataRouterContext, useLocation, type Location } from 'react-router'

/**
 * Gives the place that was asked for last. It is ahead of the one on the screen while that is drawn, and what a person
 * does meanwhile builds on it.
 */
export function useDestination(): () => Location {
  const router = useContext(UNSAFE_DataRouterContext)?.router
  const drawn = useLocation()
  const without = router === undefined ? drawn : null
  return useCallback(
    () => router?.state.navigation.location ?? router?.state.location ?? (without as Location),
    [router, without],
  )
}

/** Tells whether a place was asked for that is not on the screen yet. */
export function useIsGoing(): () => boolean {
  const destination = useDestination()
  const { key } = useLocation()
  return useCallback(() => destination().key !== key, [destination, key])
}
