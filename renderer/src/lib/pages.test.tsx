// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, expect, it } from 'vitest'

import { usePages } from './pages.ts'
import { createQueryClient } from './queries.ts'

afterEach(cleanup)

async function show() {
  const client = createQueryClient()
  const asked: (string | undefined)[] = []
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  const { result } = renderHook(
    () =>
      usePages('alerts.list', {}, ({ cursor }) => {
        asked.push(cursor)
        const page = Number(cursor ?? 0)
        return Promise.resolve({ items: [page], next_cursor: page < 4 ? String(page + 1) : null, total: 5 })
      }),
    { wrapper },
  )
  await waitFor(() => expect(result.current.items).toEqual([0]))
  asked.length = 0
  return { client, result, asked }
}

it('reads a page for each time that one is asked for, before the first shows that it is on its way', async () => {
  const { result, asked } = await show()
  act(() => {
    for (let clicks = 0; clicks < 3; clicks += 1) result.current.more()
  })
  await waitFor(() => expect(result.current.items).toEqual([0, 1, 2, 3]))
  expect(asked).toEqual(['1', '2', '3'])
  act(() => {
    for (let clicks = 0; clicks < 3; clicks += 1) result.current.more()
  })
  await waitFor(() => expect(result.current.items).toEqual([0, 1, 2, 3, 4]))
  expect(asked).toEqual(['1', '2', '3', '4'])
})

it('reads a list again to its end before the page that is asked for meanwhile', async () => {
  const { client, result, asked } = await show()
  act(() => {
    void client.invalidateQueries()
    result.current.more()
  })
  await waitFor(() => expect(result.current.items).toEqual([0, 1]))
  expect(asked).toEqual([undefined, '1'])
})
