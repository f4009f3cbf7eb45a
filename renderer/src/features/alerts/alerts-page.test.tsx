// @vitest-environment happy-dom
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { AlertDetail, AlertStatus } from '../../../../contract/alerts.ts'
import type { AnomalyBridge } from '../../../../contract/bridge.ts'
import { Notifier } from '../../components/notifier.tsx'
import { ShortcutProvider } from '../../components/shortcut-provider.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { AlertsPage } from './alerts-page.tsx'

function alertOf(id: number, threat_type: string): AlertDetail {
  return {
    id,
    version: 1,
    status: 'open',
    detector: 'model',
    severity: 'high',
    threat_type,
    source_ip: '172.16.0.1',
    destination_ip: '192.168.10.50',
    destination_port: 80,
    flow_count: 10 - id,
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
    updated_at: '2017-07-07T16:16:22Z',
    techniques: [],
    noticed: null,
    findings: [],
    events: [
      {
        id,
        version: 1,
        at: '2025-03-05T12:00:00Z',
        actor: 'import',
        person: null,
        from_status: null,
        to_status: 'open',
        note: null,
      },
    ],
  }
}

let alerts: AlertDetail[]
let notes: string[]

/** Answers what the page asks for; everything else is not there. */
function answer(name: string, input: { id?: number; status?: AlertStatus; note?: string }): unknown {
  if (name === 'alerts.list') {
    const items = alerts.filter(({ status }) => input.status === undefined || status === input.status)
    return { items, next_cursor: null, total: items.length }
  }
  const alert = alerts.find(({ id }) => id === input.id)
  if (name === 'alerts.update' && alert) {
    const changed = { ...alert, version: alert.version + 1, status: input.status ?? alert.status }
    notes = [...notes, ...(input.note === undefined ? [] : [input.note])]
    alerts = alerts.map((one) => (one.id === alert.id ? changed : one))
    return changed
  }
  return name === 'alerts.get' ? alert : undefined
}

const bridge = {
  call: (name: string, input: object) => {
    const value = answer(name, input)
    const missing = { ok: false, problem: { code: 'not_found', detail: `${name} is not here.` } }
    return Promise.resolve(value === undefined ? missing : { ok: true, value: structuredClone(value) })
  },
  onEvent: () => () => undefined,
  pathOf: () => '',
} as unknown as AnomalyBridge

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

beforeEach(() => {
  alerts = [alertOf(1, 'DDoS'), alertOf(2, 'PortScan'), alertOf(3, 'Bot')]
  notes = []
  Object.defineProperty(window, 'anomalyx', { value: bridge, configurable: true })
})
afterEach(cleanup)

// How long a page takes is no matter of these tests.
configure({ asyncUtilTimeout: 15_000 })

const chosen = () => within(screen.getByRole('listbox', { name: 'Alerts' })).getByRole('option', { selected: true })
const statusOf = (id: number) => alerts.find((alert) => alert.id === id)?.status

it('goes on to the next alert when one is acknowledged by key, and takes it back by Undo', async () => {
  const user = userEvent.setup()
  open('/alerts/1')
  await screen.findByRole('heading', { name: 'DDoS' })

  await user.keyboard('a')
  await screen.findByRole('heading', { name: 'PortScan' })
  expect(statusOf(1)).toBe('acknowledged')
  await waitFor(() => expect(chosen().textContent).toContain('PortScan'))
  expect(screen.getByRole('tab', { name: 'Open 2' })).toBeTruthy()

  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await screen.findByRole('tab', { name: 'Open 3' })
  await waitFor(() => expect(chosen().textContent).toContain('DDoS'))
  expect(statusOf(1)).toBe('open')
  await screen.findByText(/^Undone, reopened: DDoS/)
  expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull()
})

it('walks with j and k, and leaves letters to the note while it is written', async () => {
  const user = userEvent.setup()
  const router = open('/alerts')
  await screen.findByRole('option', { name: /DDoS/ })

  await user.keyboard('jjk')
  expect(router.state.location.pathname).toBe('/alerts/1')

  await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'jack of all')
  expect(router.state.location.pathname).toBe('/alerts/1')
  expect(statusOf(1)).toBe('open')
})

it('loses no key however fast they come, also before there is anything to walk through', async () => {
  const router = open('/alerts')
  for (const key of 'jjjk') fireEvent.keyDown(document.body, { key })
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts/2'))

  for (const key of 'jkk') fireEvent.keyDown(document.body, { key })
  await waitFor(() => expect(router.state.location.pathname).toBe('/alerts/1'))
  await waitFor(() => expect(chosen().textContent).toContain('DDoS'))
})

it('keeps a note while another alert is looked at, and sends it with the decision', async () => {
  const user = userEvent.setup()
  open('/alerts/1')
  await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'Load test')

  await user.click(screen.getByRole('option', { name: /PortScan/ }))
  await screen.findByRole('heading', { name: 'PortScan' })
  await user.click(screen.getByRole('option', { name: /DDoS/ }))
  await screen.findByRole('heading', { name: 'DDoS' })
  await user.keyboard('c')

  await waitFor(() => expect(statusOf(1)).toBe('closed'))
  expect(notes).toEqual(['Load test'])
})

it('says what was noticed across flows, with the techniques and what would make it a false alarm', async () => {
  const sentence = '10.0.0.5 called port 443 of 203.0.113.7 every 60 s for 2.0 h: 120 flows.'
  alerts = [
    {
      ...alertOf(1, 'Beacon (behaviour)'),
      noticed: sentence,
      findings: [
        {
          ...{
            kind: 'beacon',
            title: 'Beacon (behaviour)',
            sentence,
            severity: 'high',
            flow_count: 120,
            answered: 120,
          },
          techniques: [{ id: 'T1071', name: 'Application Layer Protocol' }],
          ...{
            first_seen: '2017-07-07T15:56:03Z',
            last_seen: '2017-07-07T17:56:03Z',
            ports: 1,
            sources: 1,
            targets: 1,
          },
          ...{ some_ports: [443], some_sources: ['10.0.0.5'], some_targets: ['203.0.113.7'] },
          ...{ median_period_s: 60, regular_share: 0.9, periods_s: [60, 59, 61], false_alarm: 'It looks for updates.' },
        },
      ],
    },
  ]
  open('/alerts/1')
  await screen.findByRole('heading', { name: 'What was noticed' })
  expect(screen.getByText(/called port 443 of/).textContent).toBe(sentence)
  expect(screen.getByText('T1071 Application Layer Protocol')).toBeTruthy()
  expect(screen.getByText('It looks for updates.')).toBeTruthy()
  expect(screen.getByRole('img', { name: '3 periods, half of them below 60.0 seconds' })).toBeTruthy()
})
