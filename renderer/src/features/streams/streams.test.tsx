// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { AnomalyError } from '../../../../contract/errors.ts'
import type { InterfaceList, Stream } from '../../../../contract/streams.ts'
import { FollowOpener, useFollowDialog } from '../../components/follow-opener.tsx'
import { Notifier } from '../../components/notifier.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { FollowDialog } from './follow-dialog.tsx'
import { LivePanel } from './live-panel.tsx'

const STREAM: Stream = {
  ...{ id: 1, kind: 'interface', target: 'eth0', name: 'eth0', state: 'running', problem: null },
  limits: { segment_seconds: 60, segment_bytes: 65_536, keep_days: null, keep_bytes: null },
  ...{ created_at: '2026-01-01T00:00:00Z', capture_id: 3, segments: 4, failed_segments: 1, rows_read: 1201 },
  ...{ classified: 1200, conversations: 0, rejected: 1, last_segment_at: '2026-01-01T00:04:00Z', dropped_packets: 7 },
  is_reading: true,
}
const ADVICE =
  'Recording packets needs a right that this account lacks.\nRun once: sudo setcap cap_net_raw+ep /usr/bin/dumpcap'

let streams: Stream[]
let interfaces: InterfaceList
let refusal: AnomalyError | null
let client: ReturnType<typeof createQueryClient>
let asked: [string, unknown][]

function answer(name: string, input: { id?: number; limit?: number; cursor?: string }): unknown {
  if (name !== 'streams.list' && name !== 'settings.get') asked.push([name, input])
  switch (name) {
    case 'settings.get':
      return { time_zone: 'utc' }
    case 'streams.list': {
      const first = Number(input.cursor ?? 0)
      const items = streams.slice(first, first + (input.limit ?? 100))
      const end = first + items.length
      return { items, total: streams.length, next_cursor: end < streams.length ? String(end) : null }
    }
    case 'streams.interfaces':
      return interfaces
    case 'streams.pause':
    case 'streams.start':
      if (refusal !== null) throw refusal
      streams = [{ ...STREAM, state: name === 'streams.pause' ? 'paused' : 'running' }]
      return streams[0]
    default:
      throw new AnomalyError('not_found', `${name} is not here.`)
  }
}

function Opener() {
  const { open } = useFollowDialog()
  return (
    <button type="button" onClick={open}>
      Open
    </button>
  )
}

function show() {
  client = createQueryClient()
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <Notifier>
          <FollowOpener>
            <Opener />
            <LivePanel />
            <FollowDialog />
          </FollowOpener>
        </Notifier>
      </MemoryRouter>
    </QueryClientProvider>,
  )
}

beforeEach(() => {
  asked = []
  streams = [STREAM]
  refusal = null
  interfaces = {
    tool: 'dumpcap',
    interfaces: [
      { name: 'lo', addresses: ['127.0.0.1'], is_up: true },
      { name: 'eth0', addresses: ['192.0.2.7'], is_up: true },
    ],
    advice: null,
  }
  putSlowBridge(answer, () => 5)
})
afterEach(cleanup)

it('a stream is shown with what came of it, what was lost, and what becomes of it', async () => {
  show()
  const row = within((await screen.findByRole('rowheader', { name: /eth0/ })).closest('tr') ?? document.body)
  for (const text of ['Recording', '1,201', '7 packets lost', '1 unread']) row.getByText(text)
  expect(screen.getByText(/packets that pass while it is closed are not recorded/)).toBeTruthy()
  expect(row.getByRole('link', { name: 'Flows of eth0' }).getAttribute('href')).toBe('/flows?capture=3')
})

it('nothing is shown while nothing was followed', async () => {
  streams = []
  show()
  await waitFor(() => expect([client.isFetching(), client.getQueryCache().getAll().length]).toEqual([0, 2]))
  expect(screen.queryByRole('region')).toBeNull()
})

it('what was asked for is shown at once, and taken back with a message when it is refused', async () => {
  refusal = new AnomalyError('conflict', 'It has just ended.')
  show()
  fireEvent.click(await screen.findByRole('button', { name: 'Pause eth0' }))
  expect(await screen.findByText('Paused, reading what came')).toBeTruthy()
  await screen.findByText('It has just ended.')
  await screen.findByText('Recording')
  expect(asked).toEqual([['streams.pause', { id: 1 }]])
})

it('many streams are shown page by page', async () => {
  streams = Array.from({ length: 25 }, (_, place) => ({ ...STREAM, id: 25 - place, name: `eth${String(25 - place)}` }))
  show()
  await screen.findByText('10 of 25')
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }))
  await screen.findByText('20 of 25')
})

it('the likely interface is chosen, and recorded with the limits that are written', async () => {
  streams = []
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Open' }))
  const chosen = await screen.findByRole('radio', { name: /^eth0/ })
  expect((chosen as HTMLInputElement).checked).toBe(true)
  fireEvent.click(screen.getByRole('button', { name: 'More' }))
  fireEvent.change(screen.getByRole('textbox', { name: 'Segment length (seconds)' }), { target: { value: '0' } })
  const start = screen.getByRole('button', { name: 'Start recording' })
  expect((start as HTMLButtonElement).disabled).toBe(true)
  screen.getByText('A whole number from 1 to 3,600')
  fireEvent.change(screen.getByRole('textbox', { name: 'Segment length (seconds)' }), { target: { value: '30' } })
  fireEvent.click(start)
  await screen.findByRole('rowheader', { name: /eth0/ })
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked.at(-1)).toEqual([
    'streams.start',
    {
      ...{ kind: 'interface', target: 'eth0', name: 'eth0', segment_seconds: 30 },
      ...{ keep_days: 30, keep_bytes: 10 * 2 ** 30 },
    },
  ])
})

it('advice is shown in full, and a refusal where it was asked for', async () => {
  interfaces = { ...interfaces, advice: ADVICE }
  refusal = new AnomalyError('not_permitted', 'Packets of eth0 cannot be recorded.')
  show()
  fireEvent.click(screen.getByRole('button', { name: 'Open' }))
  const note = await screen.findByRole('note')
  expect(note.textContent).toBe(ADVICE)
  fireEvent.click(screen.getByRole('button', { name: 'Start recording' }))
  expect((await screen.findByRole('alert')).textContent).toContain('Packets of eth0 cannot be recorded.')
})
