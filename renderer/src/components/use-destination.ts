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

/**
 * State of a place whose page knows of it before it is drawn, so that keys need not wait for it.
 * @param drawn the place on the screen when it was asked for
 */
export const knownAheadOf = (drawn: Location) => ({ known_ahead_of: drawn.key })

/** Tells whether a place was asked for that is not on the screen yet, and that its page does not know of. */
export function useIsGoing(): () => boolean {
  const destination = useDestination()
  const { key } = useLocation()
  return useCallback(() => {
    const asked = destination()
    const state = asked.state as Partial<ReturnType<typeof knownAheadOf>> | null
    return asked.key !== key && state?.known_ahead_of !== key
  }, [destination, key])
}
