// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { AlertDetail, AlertStatus } from '../../../../contract/alerts.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { Notifier } from '../../components/notifier.tsx'
import { ShortcutProvider } from '../../components/shortcut-provider.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { AlertsPage } from './alerts-page.tsx'

let alerts: AlertDetail[]
let updates: { id: number; status?: AlertStatus; note?: string }[]
/** Versions that came with updates of each alert, made or refused, in their order. */
let versions: Map<number, (number | undefined)[]>
let isRefused: (id: number) => boolean
let changes = 0

function alertOf(id: number): AlertDetail {
  return {
    id,
    version: 1,
    status: 'open',
    detector: 'model',
    severity: 'high',
    threat_type: `Threat-${id}`,
    source_ip: '172.16.0.1',
    destination_ip: '192.168.10.50',
    destination_port: 80,
    flow_count: 100 - id,
    max_confidence: 0.9,
    mean_confidence: 0.8,
    first_seen: '2017-07-07T15:56:03Z',
    last_seen: '2017-07-07T16:16:22Z',
    timestamp_source: 'flow',
    capture_id: 1,
    capture_name: 'friday.csv',
    raised: true,
    scoring_id: 1,
    shown_scoring_id: 1,
    shown_model_id: 'm',
    updated_at: '2025-03-05T12:00:00.000Z',
    events: [],
    techniques: [],
    noticed: null,
    findings: [],
  }
}

/** What somebody else did to an alert that this window has not heard of. */
function closedElsewhere(id: number): void {
  alerts = alerts.map((one) => {
    if (one.id !== id) return one
    const version = one.version + 1
    const made = { at: '2025-03-05T12:30:00Z', actor: 'http', person: 'Ada', note: 'a load test' } as const
    const event = { ...made, id: 900 + version, version, from_status: one.status, to_status: 'closed' } as const
    return { ...one, version, status: 'closed', events: [...one.events, event] }
  })
}

function answer(
  name: string,
  { version, ...input }: { id: number; status?: AlertStatus; note?: string; version?: number },
): unknown {
  const found = alerts.find(({ id }) => id === input.id)
  if (name === 'alerts.list') {
    const items = alerts.filter(({ status }) => input.status === undefined || status === input.status)
    return { items, next_cursor: null, total: items.length }
  }
  if (name === 'alerts.get' && found) return found
  if (name === 'alerts.update' && found) {
    if (isRefused(input.id)) throw new AnomalyError('conflict', 'The store is locked.')
    versions.set(input.id, [...(versions.get(input.id) ?? []), version])
    if (version !== found.version) {
      const events_since = found.events.filter((event) => event.version > (version ?? 0))
      throw new AnomalyError('conflict', 'The alert has changed.', { events_since })
    }
    updates.push(input)
    changes += 1
    const updated_at = new Date(Date.parse(found.updated_at) + changes).toISOString()
    const changed = { ...found, version: found.version + 1, status: input.status ?? found.status, updated_at }
    alerts = alerts.map((one) => (one.id === input.id ? changed : one))
    return changed
  }
  throw new AnomalyError('not_found', `${name} is not here.`)
}

beforeEach(() => {
  alerts = [1, 2, 3, 4, 5, 6, 7].map(alertOf)
  updates = []
  versions = new Map()
  isRefused = () => false
  putSlowBridge(answer)
})
afterEach(cleanup)

function open(address: string) {
  const router = createMemoryRouter(
    [
      { path: '/alerts/:alertId?', element: <AlertsPage /> },
      { path: '/flows', element: <p>Flows</p> },
    ],
    { initialEntries: [address] },
  )
  render(
    <QueryClientProvider client={createQueryClient()}>
      <ShortcutProvider>
        <Notifier>
          <RouterProvider router={router} />
        </Notifier>
      </ShortcutProvider>
    </QueryClientProvider>,
  )
  return router
}

const press = (keys: string) => {
  for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, { key })
}
const rows = () => within(screen.getByRole('listbox', { name: 'Alerts' })).queryAllByRole('option')
const note = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Note' })

it('acknowledges as many alerts as often as the key was pressed, in their order', async () => {
  open('/alerts/1')
  press('aaaaaa')
  await waitFor(() => expect(updates).toHaveLength(6))
  expect(updates.map(({ id, status }) => [id, status])).toEqual([1, 2, 3, 4, 5, 6].map((id) => [id, 'acknowledged']))
  await waitFor(() => expect(rows().map((row) => row.textContent)).toEqual([expect.stringContaining('Threat-7')]))
})

it('carries out different decisions on one alert in the order they were made', async () => {
  open('/alerts/3?status=all')
  press('aco')
  await waitFor(() => expect(updates).toHaveLength(3))
  expect(updates.map(({ id, status }) => `${id} ${status}`)).toEqual(['3 acknowledged', '3 closed', '3 open'])
})

it('moves on at once, so that keys after a decision mean the alerts that a person sees', async () => {
  const router = open('/alerts/1')
  await screen.findAllByRole('option')
  press('aja')
  await waitFor(() => expect(updates).toHaveLength(2))
  expect(updates.map(({ id }) => id)).toEqual([1, 3])
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts/4'))
})

it('takes the buttons of a decision while another is on its way', async () => {
  open('/alerts/1')
  for (const heading of ['Threat-1', 'Threat-2', 'Threat-3']) {
    await screen.findByRole('heading', { name: heading })
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }))
  }
  await waitFor(() => expect(updates.map(({ id }) => id)).toEqual([1, 2, 3]))
})

it('puts an alert back whose decision was refused, says so, and gives its note back', async () => {
  isRefused = (id) => id === 1
  const router = open('/alerts/1')
  fireEvent.change(await note(), { target: { value: 'Load test' } })
  fireEvent.click(screen.getByRole('button', { name: 'Close' }))
  await waitFor(() => expect(rows()).toHaveLength(6))
  await screen.findByText('The store is locked.')
  expect(rows()).toHaveLength(7)
  expect(updates).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'Show alert' }))
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts/1'))
  await screen.findByRole('heading', { name: 'Threat-1' })
  await waitFor(async () => expect((await note()).value).toBe('Load test'))
})

it('writes a note on the alert just chosen, however early the key comes', async () => {
  open('/alerts/1')
  await note()
  press('jn')
  press('not the one before')
  await screen.findByRole('heading', { name: 'Threat-2' })
  await waitFor(async () => expect((await note()).value).toBe('not the one before'))
  expect(document.activeElement).toBe(await note())
  expect(updates).toEqual([])
  fireEvent.click(screen.getByRole('option', { name: /Threat-1/ }))
  await screen.findByRole('heading', { name: 'Threat-1' })
  expect((await note()).value).toBe('')
})

it('goes from the details to the note by Tab, and writes what is typed, while the alert is being read', async () => {
  open('/alerts/1')
  await note()
  const details = screen.getByRole('region', { name: 'Alert details' })
  press('j')
  act(() => details.focus())
  // The second leaves the text behind it where it is meant to go.
  for (let count = 0; count < 2; count += 1) expect(fireEvent.keyDown(details, { key: 'Tab' })).toBe(false)
  press('close to a call')
  await screen.findByRole('heading', { name: 'Threat-2' })
  await waitFor(async () => expect((await note()).value).toBe('close to a call'))
  expect(document.activeElement).toBe(await note())
  expect(updates).toEqual([])
  act(() => details.focus())
  expect(fireEvent.keyDown(details, { key: 'Tab' })).toBe(true)
  press('j')
  expect(fireEvent.keyDown(details, { key: 'Tab' })).toBe(false)
  await waitFor(async () => expect(document.activeElement).toBe(await note()))
  expect(screen.getByRole('heading', { name: 'Threat-3' })).toBeDefined()
})

it('keeps what is written while a note is being saved, and drafts while other places are looked at', async () => {
  const router = open('/alerts/2')
  fireEvent.change(await note(), { target: { value: 'First' } })
  fireEvent.click(screen.getByRole('button', { name: 'Add note' }))
  fireEvent.change(await note(), { target: { value: 'Second' } })
  await waitFor(() => expect(updates).toEqual([{ id: 2, note: 'First' }]))
  expect((await note()).value).toBe('Second')

  await act(() => router.navigate('/flows'))
  await screen.findByText('Flows')
  await act(() => router.navigate('/alerts/2'))
  expect((await note()).value).toBe('Second')
})

it('keeps the focus in the list when the row that has it leaves', async () => {
  open('/alerts/1')
  const first = await screen.findByRole('option', { name: /Threat-1/ })
  first.focus()
  press('a')
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Threat-2'))
  await waitFor(() => expect(updates).toHaveLength(1))
})

it('sends the version that its own changes led to, however early the next key comes', async () => {
  open('/alerts/2?status=all')
  await note()
  press('ac')
  await waitFor(() => expect(updates).toHaveLength(2))
  press('oa')
  await waitFor(() => expect(updates).toHaveLength(4))
  expect(versions.get(2)).toEqual([1, 2, 3, 4])
})

it('does not write over what somebody else decided: it says what, and keeps the note', async () => {
  open('/alerts/1')
  fireEvent.change(await note(), { target: { value: 'Looks real' } })
  closedElsewhere(1)
  fireEvent.click(screen.getByRole('button', { name: 'Acknowledge' }))
  const message = await screen.findByText(/Not saved, because this alert was closed by Ada over the local port/)
  expect(message.textContent).toContain('“a load test”')
  expect(message.textContent).toContain('Your note is kept.')
  expect([updates, versions.get(1)]).toEqual([[], [1]])

  fireEvent.click(screen.getByRole('button', { name: 'Show alert' }))
  await screen.findByRole('heading', { name: 'Threat-1' })
  await waitFor(async () => expect((await note()).value).toBe('Looks real'))
  fireEvent.click(await screen.findByRole('button', { name: 'Reopen' }))
  await waitFor(() => expect(updates).toEqual([{ id: 1, status: 'open', note: 'Looks real' }]))
  expect(versions.get(1)).toEqual([1, 2])
})

it('marks an alert that the scoring shown does not raise, and names that scoring', async () => {
  alerts = alerts.map((one) => ({ ...one, raised: false, shown_scoring_id: 5, shown_model_id: 'newer' }))
  open('/alerts/1?status=unraised')
  const mark = await screen.findByRole('note')
  expect(mark.textContent).toContain('Not raised by the scoring shown: scoring 5, model newer.')
  expect(screen.queryByRole('link', { name: /Show .* flows/ })).toBeNull()
})
