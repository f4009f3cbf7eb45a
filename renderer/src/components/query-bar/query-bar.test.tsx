// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { AnomalyError } from '../../../../contract/errors.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../../contract/settings.ts'
import { forgetKeptQueries } from '../../lib/kept-queries.ts'
import { createQueryClient, queryKey } from '../../lib/queries.ts'
import { putSlowBridge } from '../../testing/slow-bridge.ts'
import { SettingsProvider } from '../settings-provider.tsx'
import { QueryBar } from './query-bar.tsx'

const asked: string[] = []
let client = createQueryClient()

beforeEach(() => {
  localStorage.clear()
  client = createQueryClient()
  forgetKeptQueries()
  asked.length = 0
  let settings = DEFAULT_SETTINGS
  putSlowBridge((name, input) => {
    if (name === 'settings.get') return settings
    if (name === 'settings.update') return (settings = { ...settings, ...(input as Partial<Settings>) })
    if (name === 'charts.overview') return { by_threat_type: [{ threat_type: 'DDoS', flows: 5 }] }
    if (name === 'captures.list') return { items: [{ id: 7, name: 'week.csv' }], next_cursor: null, total: 1 }
    throw new AnomalyError('not_found', `${name} is not here.`)
  })
})
afterEach(cleanup)

function Bar({ first }: { first: string }) {
  const [value, setValue] = useState(first)
  const onAsk = (query: string) => {
    asked.push(query)
    setValue(query)
  }
  return <QueryBar subject="flows" value={value} onAsk={onAsk} inputRef={null} />
}

function open(first = '') {
  render(
    <QueryClientProvider client={client}>
      <SettingsProvider>
        <Bar first={first} />
      </SettingsProvider>
    </QueryClientProvider>,
  )
  return screen.getByRole<HTMLInputElement>('combobox', { name: 'Query' })
}

it('asks what was typed, once', async () => {
  const field = open()
  await userEvent.type(field, 'dport:80 -proto:udp{Enter}')
  expect(asked).toEqual(['dport:80 -proto:udp'])
  expect(field.getAttribute('aria-invalid')).toBe('false')
})

it('completes fields and values by the keyboard alone', async () => {
  const field = open()
  await userEvent.type(field, 'ty{ArrowDown}{Enter}')
  expect(field.value).toBe('type:')
  await screen.findByRole('option', { name: /DDoS/ })
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await waitFor(() => expect(field.value).toBe('type:DDoS '))
  await userEvent.keyboard('{Enter}')
  expect(asked).toEqual(['type:DDoS'])
})

it('marks a wrong query where it is wrong, with the reason, and asks nothing', async () => {
  const field = open()
  await userEvent.type(field, 'dport:80 srt:10.0.0.1{Enter}')
  const alert = screen.getByRole('alert')
  expect(alert.querySelector('mark')?.textContent).toBe('srt')
  expect(alert.textContent).toContain('Did you mean src?')
  expect(field.getAttribute('aria-invalid')).toBe('true')
  expect(field.getAttribute('aria-errormessage')).toBe(alert.id)
  expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe('srt')
  expect(asked).toEqual([])
  await userEvent.type(field, 'x')
  expect(screen.queryByRole('alert')).toBeNull()
})

it('marks a wrong query of the address', () => {
  open('bytes>many')
  expect(screen.getByRole('alert').querySelector('mark')?.textContent).toBe('many')
})

it('is emptied by Enter, and offers what was asked and what is saved', async () => {
  const field = open('type:DDoS')
  const save = screen.getByRole('button', { name: 'Save this query' })
  await waitFor(() => expect(client.getQueryData(queryKey('settings.get', {}))).toBeDefined())
  await userEvent.click(save)
  await waitFor(() => expect(save.getAttribute('aria-pressed')).toBe('true'))
  await userEvent.clear(field)
  await userEvent.type(field, 'dport:80{Enter}')
  await userEvent.clear(field)
  await userEvent.keyboard('{Escape}{Enter}')
  expect(asked).toEqual(['dport:80', ''])
  await userEvent.keyboard('{ArrowDown}')
  const offered = screen.getAllByRole('option').map(({ textContent }) => textContent)
  expect(offered.slice(0, 2)).toEqual(['type:DDoSsaved', 'dport:80recent'])
  await userEvent.click(screen.getByRole('option', { name: /type:DDoS/ }))
  expect(asked.at(-1)).toBe('type:DDoS')
})
