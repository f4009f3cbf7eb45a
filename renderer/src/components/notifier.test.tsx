// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'

import { type Notice, Notifier, useNotify } from './notifier.tsx'

afterEach(() => {
  vi.useRealTimers()
  cleanup()
})

function open(): (notice: Notice) => void {
  let notify: (notice: Notice) => void = () => undefined
  function Page() {
    notify = useNotify()
    return null
  }
  render(
    <Notifier>
      <Page />
    </Notifier>,
  )
  return (notice) => act(() => notify(notice))
}

it('puts no other button under the pointer, and tells what came meanwhile afterwards', () => {
  const undo = vi.fn()
  const notify = open()
  notify({ message: 'Acknowledged', action: { label: 'Undo', run: undo } })
  fireEvent.pointerEnter(screen.getByRole('status'))
  notify({ message: 'Imported', action: { label: 'Show overview', run: vi.fn() } })
  const button = screen.getByRole('button', { name: 'Undo' })
  fireEvent.click(button)
  fireEvent.click(button)
  expect(undo).toHaveBeenCalledTimes(1)
  expect(screen.getByText('Imported')).toBeTruthy()
})

it('does not keep a message back for ever', () => {
  vi.useFakeTimers()
  const notify = open()
  notify({ message: 'Acknowledged', action: { label: 'Undo', run: vi.fn() } })
  fireEvent.pointerEnter(screen.getByRole('status'))
  notify({ message: 'Imported' })
  expect(screen.queryByText('Imported')).toBeNull()
  act(() => {
    vi.advanceTimersByTime(5000)
  })
  expect(screen.getByText('Imported')).toBeTruthy()
})
