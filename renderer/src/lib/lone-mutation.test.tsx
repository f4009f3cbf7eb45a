// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import { StrictMode, type ReactNode } from 'react'
import { afterEach, expect, it } from 'vitest'

import { useLoneMutation } from './lone-mutation.ts'
import { createQueryClient } from './queries.ts'

afterEach(cleanup)

it.each(['done', 'failed'])('is begun once for a double click, and again once it has %s', async (outcome) => {
  const begun: string[] = []
  const work = Promise.withResolvers<undefined>()
  const client = createQueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </StrictMode>
  )
  const { result } = renderHook(
    () =>
      useLoneMutation({
        mutationFn: (name: string) => {
          begun.push(name)
          return work.promise
        },
      }),
    { wrapper },
  )
  act(() => {
    result.current.mutate('first')
    result.current.mutate('second')
  })
  if (outcome === 'failed') work.reject(new Error(outcome))
  else work.resolve(undefined)
  await waitFor(() => expect(result.current.isSuccess || result.current.isError).toBe(true))
  act(() => result.current.mutate('third'))
  await waitFor(() => expect(result.current.isPending).toBe(false))
  expect(begun).toEqual(['first', 'third'])
})
