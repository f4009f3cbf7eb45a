// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { createQueryClient } from '../../lib/queries.ts'
import { PAGE_SIZE } from './page-state.ts'
import { useFlowList } from './use-flow-list.ts'

/** The numbers of the flows of the list, from its first row on. */
let numbers: readonly number[]

const flowOf = (number: number) => ({ id: `1-${number}`, timestamp: `2024-05-06T10:00:00.${number}Z` }) as Flow

beforeEach(() => {
  numbers = Array.from({ length: 500 }, (_, row) => row)
  // It answers before the window has drawn that it was asked.
  const call = (_name: string, { cursor = '0' }: { cursor?: string }) => {
    const first = Number(cursor)
    const items = numbers.slice(first, first + PAGE_SIZE).map(flowOf)
    const end = first + PAGE_SIZE
    const value = { items, next_cursor: end < numbers.length ? String(end) : null, total: numbers.length, progress: 1 }
    return Promise.resolve({ ok: true, value })
  }
  Object.defineProperty(window, 'anomalyx', { value: { call }, configurable: true })
})
afterEach(cleanup)

/** Shows the list, with its first row in view. */
async function show(first: number) {
  const client = createQueryClient()
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>{children}</QueryClientProvider>
  )
  /** Whether the row in view was there, each time that the list was drawn. */
  const kept: boolean[] = []
  const input = { limit: PAGE_SIZE }
  const options = {
    input,
    about: null,
    cursors: [],
    isWhole: false,
    isInTime: true,
    openFlow: null,
    onFollow: () => undefined,
  }
  const { result } = renderHook(
    () => {
      const list = useFlowList(options)
      kept.push(list.shown.rows.placeOf(`1-${first}`) !== undefined)
      return list
    },
    { wrapper },
  )
  await waitFor(() => expect(result.current.shown.rows.end).toBe(PAGE_SIZE))
  act(() => result.current.look({ first, end: first + 20 }, true))
  await waitFor(() => expect(result.current.shown.rows.end).toBe(first === 0 ? PAGE_SIZE : 2 * PAGE_SIZE))
  kept.length = 0
  const readAgain = () => act(() => client.invalidateQueries())
  return { result, kept, readAgain }
}

it('keeps the row in view when flows join above it, however fast they are read', async () => {
  const { result, kept, readAgain } = await show(60)
  numbers = [...Array.from({ length: 70 }, (_, row) => 1000 + row), ...numbers]
  await readAgain()
  await waitFor(() => expect(result.current.shown.total).toBe(570))
  expect(result.current.shown.rows.placeOf('1-60')).toBe(130)
  expect(kept).not.toContain(false)
})

it('tells the time of the row in view when it is not found near where it was', async () => {
  const { result, kept, readAgain } = await show(60)
  numbers = [...Array.from({ length: 5000 }, (_, row) => 1000 + row), ...numbers]
  await readAgain()
  await waitFor(() => expect(result.current.lost_time).toBe(flowOf(60).timestamp))
  expect(kept).not.toContain(false)
})

it('shows the flows that joined to who looks at the first ones', async () => {
  const { result, readAgain } = await show(0)
  numbers = [1000, ...numbers]
  await readAgain()
  await waitFor(() => expect(result.current.shown.rows.placeOf('1-1000')).toBe(0))
})
