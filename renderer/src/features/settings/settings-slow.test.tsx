// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { AnomalyError } from '../../../../contract/errors.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../../contract/settings.ts'
import { Notifier } from '../../components/notifier.tsx'
import { createQueryClient, queryKey } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { SettingsPage } from './settings-page.tsx'

let kept: Settings
let changes: Partial<Settings>[]
let isRefused: boolean
let client: ReturnType<typeof createQueryClient>

function answer(name: string, input: Partial<Settings>): unknown {
  if (name === 'settings.get') return kept
  if (name === 'settings.update' && !isRefused) {
    changes.push(input)
    return (kept = { ...kept, ...input })
  }
  throw new AnomalyError('conflict', `${name} is not possible now.`)
}

beforeEach(() => {
  kept = DEFAULT_SETTINGS
  changes = []
  isRefused = false
  putSlowBridge(answer)
  client = createQueryClient()
  render(
    <QueryClientProvider client={client}>
      <Notifier>
        <MemoryRouter>
          <SettingsPage />
        </MemoryRouter>
      </Notifier>
    </QueryClientProvider>,
  )
})
afterEach(cleanup)

const token = () => screen.findByRole<HTMLInputElement>('switch', { name: 'Require the token from scripts' })
const theme = (name: string) => within(screen.getByRole('group', { name: 'Theme' })).getByRole('button', { name })

it('switches at once and as often as it is clicked', async () => {
  const { length } = [fireEvent.click(await token()), fireEvent.click(await token()), fireEvent.click(await token())]
  expect((await token()).checked).toBe(false)
  await waitFor(() => expect(changes).toHaveLength(length))
  expect(changes.map(({ http_token_required }) => http_token_required)).toEqual([false, true, false])
  expect((await token()).checked).toBe(false)
})

it('never goes back to an earlier choice while later ones are saved', async () => {
  await token()
  const seen: string[] = []
  const watch = new MutationObserver(() => {
    const pressed = ['System', 'Light', 'Dark'].filter((name) => theme(name).getAttribute('aria-pressed') === 'true')
    if (seen.at(-1) !== pressed.join()) seen.push(pressed.join())
  })
  watch.observe(document.body, { subtree: true, attributes: true })
  fireEvent.click(theme('Dark'))
  expect(theme('Dark').getAttribute('aria-pressed')).toBe('true')
  fireEvent.click(theme('Light'))
  expect(theme('Light').getAttribute('aria-pressed')).toBe('true')
  await waitFor(() => expect(changes).toEqual([{ theme: 'dark' }, { theme: 'light' }]))
  await waitFor(() => expect(client.isMutating()).toBe(0))
  expect(theme('Light').getAttribute('aria-pressed')).toBe('true')
  expect(seen).toEqual(['Light'])
  watch.disconnect()
})

it('takes back what was refused, and says why', async () => {
  isRefused = true
  fireEvent.click(await token())
  expect((await token()).checked).toBe(false)
  await screen.findByText('settings.update is not possible now.')
  await waitFor(async () => expect((await token()).checked).toBe(true))
})

it('does not write an old threshold over one that was set elsewhere', async () => {
  const field = await screen.findByRole<HTMLInputElement>('spinbutton', { name: 'Confidence threshold' })
  field.focus()
  client.setQueryData(queryKey('settings.get', {}), { ...kept, confidence_threshold: 0.8 })
  await waitFor(() => expect(field.value).toBe('0.8'))
  fireEvent.blur(field)
  await waitFor(() => expect(client.isMutating()).toBe(0))
  expect(changes).toEqual([])
})

it('keeps a number that is half written while settings change elsewhere', async () => {
  const field = await screen.findByRole<HTMLInputElement>('spinbutton', { name: 'Confidence threshold' })
  fireEvent.change(field, { target: { value: '0.7' } })
  client.setQueryData(queryKey('settings.get', {}), { ...kept, time_zone: 'local' })
  await waitFor(() =>
    expect(screen.getByRole('button', { name: /^This machine/ }).getAttribute('aria-pressed')).toBe('true'),
  )
  expect(field.value).toBe('0.7')
  fireEvent.keyDown(field, { key: 'Enter' })
  fireEvent.blur(field)
  await waitFor(() => expect(changes).toEqual([{ confidence_threshold: 0.7 }]))
})
