import { useCallback, useContext, useEffect, useRef } from 'react'
import { UNSAFE_DataRouterContext, useLocation, type Location } from 'react-router'

/**
 * Gives the place that was asked for last. It is ahead of the one on the screen while that is drawn, and what a person
 * does meanwhile builds on it.
 */
export function useDestination(): () => Location {
  const router = useContext(UNSAFE_DataRouterContext)?.router
  const location = useLocation()
  const drawn = useRef(location)
  useEffect(() => {
    drawn.current = location
  })
  return useCallback(() => router?.state.navigation.location ?? router?.state.location ?? drawn.current, [router])
}

/** Tells whether a place was asked for that is not on the screen yet. */
export function useIsGoing(): () => boolean {
  const destination = useDestination()
  const { key } = useLocation()
  return useCallback(() => destination().key !== key, [destination, key])
}
