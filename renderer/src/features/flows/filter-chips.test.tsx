// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createQueryClient } from '../../lib/queries.ts'
import { FilterChips } from './filter-chips.tsx'

beforeEach(() => {
  const missing = { ok: false, problem: { code: 'not_found', detail: 'Nothing is here.' } }
  const bridge = { call: () => Promise.resolve(missing), onEvent: () => () => undefined, pathOf: () => '' }
  Object.defineProperty(window, 'anomalyx', { value: bridge, configurable: true })
})
afterEach(cleanup)

it.each(['{Enter}', ' ', '{Delete}', '{Backspace}'])(
  'takes a filter away by %s, and says what the button does',
  async (key) => {
    const onChange = vi.fn()
    render(
      <QueryClientProvider client={createQueryClient()}>
        <FilterChips filters={{ threat_type: 'DDoS', capture_id: 7 }} onChange={onChange} />
      </QueryClientProvider>,
    )
    screen.getByRole('button', { name: 'Remove filter Threat type: DDoS' }).focus()
    await userEvent.keyboard(key)
    expect(onChange).toHaveBeenCalledExactlyOnceWith({ threat_type: undefined })
    expect(screen.getAllByRole('button')).toHaveLength(3)
  },
)
