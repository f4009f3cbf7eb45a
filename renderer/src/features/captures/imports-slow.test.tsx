// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { CapturePreview } from '../../../../contract/captures.ts'
import type { Job, Queue } from '../../../../contract/jobs.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { Notifier } from '../../components/notifier.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { ImportList } from './import-list.tsx'
import { ImportsProvider, useImports } from '../../components/imports.tsx'
import { ReviewDialog } from './review-dialog.tsx'

const preview: CapturePreview = {
  name: 'office.csv',
  size_bytes: 1000,
  dialect: 'other',
  dialect_title: 'Other columns',
  instrument: 'unknown',
  has_header: true,
  delimiter: ',',
  time_unit: 'microseconds',
  utc_offset_minutes: 0,
  is_offset_known: false,
  first_flow_at: '2024-05-06T09:00:00Z',
  columns: [],
  duplicates: [],
  extras: [],
  past_faults: [],
  notices: [],
  sample_rows: [],
  imported_before: null,
  doubts: ['assumed-time-zone'],
} as unknown as CapturePreview

interface Input {
  path: string
  paths: string[]
  utc_offset_minutes?: number
  id: number
  before_id: number | null
}

let setting: 'always' | 'never'
let imports: { path: string; utc_offset_minutes?: number }[]
let queue: Queue
let moves: string[]
let isRefused: boolean
let ended: Job[]

const jobOf = (id: number, status: Job['status']) =>
  ({
    id,
    status,
    kind: 'import',
    title: `day-${id}.csv`,
    progress_unit: 'bytes',
    progress_total: 10,
    progress_done: 0,
    error: null,
  }) as Job

function answer(name: string, input: Input): unknown {
  switch (name) {
    case 'captures.findFiles': {
      const [path = ''] = input.paths
      const names = path.endsWith('days') ? ['day-1.csv', 'day-2.csv'] : [path.split('/').at(-1) ?? '']
      return { files: names.map((each) => ({ name: each, path: each })), refused: [] }
    }
    case 'settings.get':
      return { preview_before_import: setting }
    case 'captures.preview':
      return { ...preview, utc_offset_minutes: input.utc_offset_minutes ?? 0 }
    case 'captures.import':
      if (isRefused) throw new AnomalyError('unreadable_file', 'It is no capture.')
      imports.push(input)
      return { capture_id: imports.length, job_id: imports.length }
    case 'jobs.queue':
      return queue
    case 'jobs.list':
      return { items: ended, next_cursor: null, total: ended.length }
    case 'jobs.move': {
      moves.push(`${input.id} before ${input.before_id}`)
      const moved = queue.jobs.filter(({ id }) => id === input.id)
      const others = queue.jobs.filter(({ id }) => id !== input.id)
      const place = others.findIndex(({ id }) => id === input.before_id)
      queue = { ...queue, jobs: others.toSpliced(place === -1 ? others.length : place, 0, ...moved) }
      return queue
    }
    default:
      throw new AnomalyError('not_found', `${name} is not here.`)
  }
}

function Chooser() {
  const { importFiles } = useImports()
  const drop = (name: string) => importFiles([new File([''], name)])
  return (
    <>
      <button type="button" onClick={() => drop('days')}>
        Drop a folder
      </button>
      <button type="button" onClick={() => drop('office.csv')}>
        Drop a file
      </button>
    </>
  )
}

beforeEach(() => {
  setting = 'never'
  imports = []
  moves = []
  isRefused = false
  ended = []
  queue = { is_paused: false, jobs: [], ended: 0, progress: [] }
  // A folder takes longer to look through than a file.
  putSlowBridge(answer, (name, input: Input) =>
    name === 'captures.findFiles' && input.paths[0]?.endsWith('days') ? 120 : 40,
  )
})
afterEach(cleanup)

function open() {
  render(
    <QueryClientProvider client={createQueryClient()}>
      <Notifier>
        <ImportsProvider>
          <Chooser />
          <ImportList />
          <ReviewDialog />
        </ImportsProvider>
      </Notifier>
    </QueryClientProvider>,
  )
}

it('imports what was dropped in the order it was dropped, however long each takes to look through', async () => {
  open()
  fireEvent.click(screen.getByRole('button', { name: 'Drop a folder' }))
  fireEvent.click(screen.getByRole('button', { name: 'Drop a file' }))
  await waitFor(() => expect(imports).toHaveLength(3))
  expect(imports.map(({ path }) => path)).toEqual(['day-1.csv', 'day-2.csv', 'office.csv'])
})

it('imports a file in the zone that was chosen, also before it was looked at again', async () => {
  setting = 'always'
  open()
  fireEvent.click(screen.getByRole('button', { name: 'Drop a file' }))
  await screen.findByText(/the first flow began/)
  const zone = screen.getByRole('combobox', { name: 'Time zone of the file' })
  for (const offset of ['UTC+01:00', 'UTC+02:00']) {
    fireEvent.mouseDown(zone)
    fireEvent.click(screen.getByRole('option', { name: offset }))
    expect(zone.textContent).toBe(offset)
  }
  fireEvent.click(screen.getByRole('button', { name: 'Import' }))
  await waitFor(() => expect(imports).toHaveLength(1))
  expect(imports[0]?.utc_offset_minutes).toBe(120)
})

it('moves a waiting import by as many turns as its button was pressed', async () => {
  queue = { ...queue, jobs: [jobOf(1, 'running'), jobOf(2, 'queued'), jobOf(3, 'queued'), jobOf(4, 'queued')] }
  open()
  const earlier = await screen.findByRole('button', { name: 'Import day-4.csv earlier' })
  fireEvent.click(earlier)
  fireEvent.click(earlier)
  const titles = () => screen.getAllByRole('heading', { name: /^day-/ }).map(({ textContent }) => textContent)
  await waitFor(() => expect(titles()).toEqual(['day-1.csv', 'day-4.csv', 'day-2.csv', 'day-3.csv']))
  await waitFor(() => expect(moves).toEqual(['4 before 3', '4 before 2']))
  expect(titles()).toEqual(['day-1.csv', 'day-4.csv', 'day-2.csv', 'day-3.csv'])
})

it('tells of many imports that went well in one line, and of the others one by one', async () => {
  const over = { finished_at: new Date(Date.now() + 1000).toISOString(), classified: 9, rejected: 1, rows_read: 10 }
  ended = [1, 2, 3, 4].map((id) => ({ ...jobOf(id, 'done'), ...over, capture_id: null }))
  ended.push({ ...jobOf(5, 'failed'), ...over })
  open()
  await screen.findByText('4 imports done: 40 rows read = 36 classified + 4 rejected')
  const cards = () => screen.getAllByRole('article').map((card) => card.getAttribute('aria-label'))
  expect(cards()).toEqual(['Import of day-5.csv'])
  fireEvent.click(screen.getByRole('button', { name: 'Show' }))
  await waitFor(() => expect(cards()).toHaveLength(5))
})

it('moves nothing when the pointer comes to a list whose queue is empty', async () => {
  isRefused = true
  open()
  fireEvent.click(screen.getByRole('button', { name: 'Drop a file' }))
  await screen.findByText('It is no capture.')
  const list = screen.getByRole('region', { name: 'Imports' })
  const before = list.innerHTML
  fireEvent.pointerEnter(list)
  expect(list.innerHTML).toBe(before)
})

it('imports what the button said when it was pressed, and goes on asking about a file that came meanwhile', async () => {
  setting = 'always'
  open()
  fireEvent.click(screen.getByRole('button', { name: 'Drop a file' }))
  const button = await screen.findByRole('button', { name: 'Import' })
  fireEvent.click(screen.getByRole('button', { name: 'Drop a folder', hidden: true }))
  fireEvent.pointerDown(button)
  await screen.findByRole('button', { name: 'Import 3 files' })
  expect(screen.getByRole('button', { name: 'Import 3 files' })).toBe(button)
  fireEvent.click(button, { detail: 1 })
  await waitFor(() => expect(imports).toHaveLength(1))
  expect(imports.map(({ path }) => path)).toEqual(['office.csv'])
  fireEvent.click(await screen.findByRole('button', { name: 'Import 2 files' }))
  await waitFor(() => expect(imports).toHaveLength(3))
})
