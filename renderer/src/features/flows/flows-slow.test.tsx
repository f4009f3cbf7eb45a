// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Flow } from '../../../../contract/flows.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { ShortcutProvider } from '../../components/shortcut-provider.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { FlowsPage } from './flows-page.tsx'

const PAGES = 5

const flowOf = (place: number) => ({ id: `1-${place}`, capture_id: 1, threat_type: 'DDoS' }) as Flow

function answer(
  name: string,
  input: { cursor?: string; capture_id?: number; q?: string; limit?: number; sort?: string },
): unknown {
  if (name === 'flows.list' && input.sort !== undefined) return sorted(input)
  if (name === 'flows.list' && input.q !== undefined) return searched(input.q, input)
  if (name === 'flows.list') {
    const page = Number(input.cursor ?? 0)
    const items = Array.from({ length: 100 }, (_, row) => flowOf(page * 100 + row))
    return { items, next_cursor: page + 1 < PAGES ? String(page + 1) : null, total: PAGES * 100, progress: 1 }
  }
  if (name === 'captures.list') return { items: [{ id: 7, name: 'week.csv' }], next_cursor: null, total: 1 }
  if (name === 'charts.overview') return { by_threat_type: [{ threat_type: 'DDoS', flows: 500 }] }
  throw new AnomalyError('not_found', `${name} is not here.`)
}

/** A list that takes three calls to be sorted. */
let calls_to_sort = 0
function sorted({ sort, cursor = '0' }: { sort?: string; cursor?: string }) {
  if (sort === 'bytes') calls_to_sort += 1
  const page = Number(cursor)
  const isSorted = sort !== 'bytes' || calls_to_sort > 3
  const items = isSorted ? Array.from({ length: 100 }, (_, row) => flowOf(499 - 100 * page - row)) : []
  return {
    items,
    next_cursor: isSorted && page + 1 === PAGES ? null : String(isSorted ? page + 1 : page),
    total: PAGES * 100,
    progress: isSorted ? 1 : calls_to_sort / 4,
  }
}

/** A search that finds one flow a call, three in all. */
function searched(q: string, { cursor = '0' }: { cursor?: string }) {
  if (q === 'type:Nonsense') {
    const reason = 'The type is "Nonsense", which is no threat type here.'
    throw new AnomalyError('invalid_input', reason, { problems: [{ where: 'q[5:13]', reason }] })
  }
  const place = Number(cursor)
  const isEnd = place === 2
  return {
    items: [flowOf(place)],
    next_cursor: isEnd ? null : String(place + 1),
    total: isEnd ? 3 : null,
    progress: (place + 1) / 3,
  }
}

const delayOf = (_name: string, { q, sort }: { q?: string; sort?: string }) =>
  q === undefined && sort !== 'bytes' ? 40 : 400

beforeEach(() => {
  calls_to_sort = 0
  putSlowBridge(answer, delayOf)
})
afterEach(cleanup)

function open(address = '/flows') {
  const router = createMemoryRouter([{ path: '/flows', element: <FlowsPage /> }], { initialEntries: [address] })
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ShortcutProvider>
        <RouterProvider router={router} />
      </ShortcutProvider>
    </QueryClientProvider>,
  )
  return router
}

const press = (keys: string) => {
  for (const key of keys) fireEvent.keyDown(document.body, { key })
}

it('turns as many pages as often as the key was pressed, from before there is anything on', async () => {
  open()
  press(']]]]')
  await screen.findByText('401–500 of 500')
  press('[[]')
  await screen.findByText('301–400 of 500')
})

it('ends at the last page, however many more were asked for', async () => {
  open()
  press(']]]]]]]]]]')
  await screen.findByText('401–500 of 500')
  press('[')
  await screen.findByText('301–400 of 500')
})

it('takes every click on the button of the next page', async () => {
  open()
  await screen.findByText('1–100 of 500')
  for (let click = 0; click < 3; click += 1) fireEvent.click(screen.getByRole('button', { name: 'Go to next page' }))
  await screen.findByText('301–400 of 500')
})

it('opens the flow that the keys lead to, on the page that they turned to', async () => {
  const router = open()
  press('jj]jjk')
  await waitFor(() => expect(router.state.location.search).toBe('?flow=1-100'))
  await screen.findByText('101–200 of 500')
})

it('opens flow after flow over the ends of pages, with every press of the key', async () => {
  const router = open('/flows?flow=1-95')
  press('j'.repeat(107))
  await waitFor(() => expect(router.state.location.search).toBe('?flow=1-202'), { timeout: 20_000 })
  press('kkk')
  await waitFor(() => expect(router.state.location.search).toBe('?flow=1-199'))
}, 30_000)

it('is led to the query by its key', async () => {
  open()
  press('/')
  await userEvent.keyboard('DDo')
  const query = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Query' })
  expect(query.value).toBe('DDo')
  expect(document.activeElement).toBe(query)
})

it('follows a search to the end of the page, and shows what is found and how far it is meanwhile', async () => {
  open('/flows?q=dport%3A80')
  const progress = await screen.findByRole('progressbar', { name: 'Searching flows' })
  expect(Number(progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  await screen.findByText('1–3 of 3')
  expect(screen.queryByRole('progressbar', { name: 'Searching flows' })).toBeNull()
})

it('tells how far a list is sorted, whose order is taken back when it is cancelled', async () => {
  const router = open('/flows?sort=bytes&order=desc')
  const progress = await screen.findByRole('progressbar', { name: 'Sorting flows' })
  expect(Number(progress.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
  expect(screen.getByText(/^Sorting by Bytes/).textContent).toMatch(/: (25|50|75)%$/)
  fireEvent.click(screen.getByRole('button', { name: 'Cancel sorting' }))
  await screen.findByText('1–100 of 500')
  expect(router.state.location.search).toBe('')
})

it('is sorted to the end, and turned to the next page', async () => {
  open('/flows?sort=bytes&order=desc&flow=1-499')
  await screen.findByText('1–100 of 500')
  expect(screen.queryByRole('progressbar', { name: 'Sorting flows' })).toBeNull()
  press(']')
  await screen.findByText('101–200 of 500')
})

it('says where a query is wrong that only the store can judge', async () => {
  open('/flows?q=type%3ANonsense')
  const alert = await screen.findByRole('alert')
  expect(alert.querySelector('mark')?.textContent).toBe('Nonsense')
  expect(alert.textContent).toContain('no threat type here')
})
