// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Capture } from '../../../../contract/captures.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { Notifier } from '../../components/notifier.tsx'
import { createQueryClient } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { ScoringsDialog } from './scorings-dialog.tsx'

const capture = { id: 1, name: 'monday.csv', kind: 'file', status: 'ready' } as Capture

let shown: number
let asked: number[]
let isRefused: boolean

const scoringOf = (id: number) => ({
  id,
  capture_id: 1,
  model_id: `model-${id}`,
  model_sha256: String(id).repeat(64),
  status: 'ready',
  is_shown: id === shown,
  threats: id,
  created_at: '2025-03-05T12:00:00.000Z',
})

function answer(name: string, input: { scoring_id: number }): unknown {
  if (name === 'captures.scorings') return { scorings: [3, 2, 1].map(scoringOf) }
  if (name === 'models.list') return { models: [], unusable: [], activations: [], previous_id: null }
  if (name === 'captures.showScoring') {
    if (isRefused) throw new AnomalyError('conflict', 'The capture is being deleted.')
    asked.push(input.scoring_id)
    shown = input.scoring_id
    return { ...capture, model_id: `model-${shown}` }
  }
  throw new AnomalyError('not_found', `${name} is not here.`)
}

beforeEach(() => {
  shown = 1
  asked = []
  isRefused = false
  putSlowBridge(answer)
  render(
    <QueryClientProvider client={createQueryClient()}>
      <Notifier>
        <MemoryRouter>
          <ScoringsDialog capture={capture} onClose={() => undefined} />
        </MemoryRouter>
      </Notifier>
    </QueryClientProvider>,
  )
})
afterEach(cleanup)

const radios = () => screen.findAllByRole<HTMLInputElement>('radio')
const chosen = async () => (await radios()).filter(({ checked }) => checked).map(({ value }) => value)

it('marks the chosen scoring at once, and stays with it while it is saved', async () => {
  const [, , third] = await radios()
  if (third === undefined) throw new Error('there are fewer than three scorings')
  const seen = new Set<string>()
  const watch = new MutationObserver(() => seen.add(String(third.checked)))
  watch.observe(document.body, { subtree: true, childList: true, attributes: true })
  fireEvent.click(third)
  expect(third.checked).toBe(true)
  await screen.findByText('monday.csv now shows the predictions of model-3')
  await waitFor(() => expect(asked).toEqual([3]))
  expect(await chosen()).toEqual(['3'])
  expect([...seen]).toEqual(['true'])
  watch.disconnect()
})

it('carries out every choice in its order, and shows the last one meanwhile', async () => {
  const [, second, third] = await radios()
  for (const radio of [third, second]) if (radio) fireEvent.click(radio)
  expect(await chosen()).toEqual(['2'])
  await waitFor(() => expect(asked).toEqual([3, 2]))
  expect(await chosen()).toEqual(['2'])
})

it('goes back to the one that is shown when another is refused', async () => {
  isRefused = true
  const [, , third] = await radios()
  if (third) fireEvent.click(third)
  expect(await chosen()).toEqual(['3'])
  await screen.findByText(/The capture is being deleted/)
  await waitFor(async () => expect(await chosen()).toEqual(['1']))
})

it('lists the oldest first, so that a new one moves none of those that are there', async () => {
  expect((await radios()).map(({ value }) => value)).toEqual(['1', '2', '3'])
})
