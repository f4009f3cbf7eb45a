// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { AnomalyError } from '../../../../contract/errors.ts'
import type { Job } from '../../../../contract/jobs.ts'
import { Notifier } from '../../components/notifier.tsx'
import { ImportsProvider, useImports } from '../../components/imports.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { ImportList } from './import-list.tsx'
import { ReviewDialog } from './review-dialog.tsx'

const COST = 'The file lacks 1 feature (Idle Min). Macro-F1 without it is 0.8 instead of 0.9.'
const lacking = () =>
  new AnomalyError('lacks_features', COST, { problems: [{ where: 'Idle Min', reason: 'missing column' }] })

interface Input {
  path: string
  accept_missing_features?: boolean
}

let setting: 'always' | 'when-unsure' | 'never'
let imports: Input[]
let ended: Job[]

function answer(name: string, input: Input): unknown {
  switch (name) {
    case 'captures.findFiles':
      return { files: [{ name: 'office.csv', path: 'office.csv' }], refused: [] }
    case 'settings.get':
      return { preview_before_import: setting }
    case 'captures.preview':
      throw lacking()
    case 'captures.import':
      imports.push(input)
      return { capture_id: imports.length, job_id: imports.length }
    case 'jobs.queue':
      return { is_paused: false, jobs: [], ended: 0, progress: [] }
    case 'jobs.list':
      return { items: ended, next_cursor: null, total: ended.length }
    default:
      throw new AnomalyError('not_found', `${name} is not here.`)
  }
}

function Chooser() {
  const { importFiles } = useImports()
  return (
    <button type="button" onClick={() => importFiles([new File([''], 'office.csv')])}>
      Drop a file
    </button>
  )
}

beforeEach(() => {
  imports = []
  ended = []
  putSlowBridge(answer, () => 5)
})
afterEach(cleanup)

function dropFile() {
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
  fireEvent.click(screen.getByRole('button', { name: 'Drop a file' }))
}

it('a refused file is imported without its missing features from its card', async () => {
  setting = 'when-unsure'
  dropFile()
  await screen.findByText(COST)
  fireEvent.click(screen.getByRole('button', { name: 'Import without them' }))
  await waitFor(() => expect(imports).toEqual([{ path: 'office.csv', accept_missing_features: true }]))
  await waitFor(() => expect(screen.queryByText(COST)).toBeNull())
})

it('and from the review, which tells the cost', async () => {
  setting = 'always'
  dropFile()
  const review = await screen.findByRole('dialog', { name: 'office.csv lacks features' })
  expect(within(review).getByText(COST)).toBeTruthy()
  fireEvent.click(within(review).getByRole('button', { name: 'Import without them' }))
  await waitFor(() => expect(imports).toEqual([{ path: 'office.csv', accept_missing_features: true }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

it('and from an import that failed for it', async () => {
  setting = 'never'
  ended = [
    {
      ...{ id: 1, status: 'failed', kind: 'import', title: 'office.csv', capture_id: null },
      ...{ progress_unit: 'bytes', progress_total: 10, progress_done: 0 },
      finished_at: new Date(Date.now() + 10_000).toISOString(),
      error: { code: 'lacks_features', detail: COST },
    } as Job,
  ]
  dropFile()
  await waitFor(() => expect(imports).toEqual([{ path: 'office.csv' }]))
  fireEvent.click(await screen.findByRole('button', { name: 'Import without them' }))
  await waitFor(() => expect(imports.at(-1)).toEqual({ path: 'office.csv', accept_missing_features: true }))
})
