import { useMutation, type UseMutationOptions } from '@tanstack/react-query'
import { useCallback, useRef } from 'react'

/**
 * A mutation that is not begun again while it is under way. A double click comes before the button is drawn as disabled
 * where the machine is busy.
 */
export function useLoneMutation<Data, Variables = void>(options: UseMutationOptions<Data, Error, Variables>) {
  const { mutate: send, ...mutation } = useMutation(options)
  const isUnderWay = useRef(false)
  const mutate = useCallback(
    (variables: Variables) => {
      if (isUnderWay.current) return
      isUnderWay.current = true
      send(variables, { onSettled: () => (isUnderWay.current = false) })
    },
    [send],
  )
  return { ...mutation, mutate }
}
