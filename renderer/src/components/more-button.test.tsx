// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'

import { MoreButton } from './more-button.tsx'

afterEach(cleanup)

it('asks for a page with each click, also of those during the reading, and keeps the focus', () => {
  const onMore = vi.fn()
  const list = (shown: number, isFetching: boolean) => (
    <MoreButton shown={shown} total={400} isFetching={isFetching} onMore={onMore} />
  )
  const { rerender } = render(list(100, false))
  const button = screen.getByRole('button', { name: 'Show more' })
  button.focus()
  fireEvent.click(button)
  rerender(list(100, true))
  fireEvent.click(button)
  expect(onMore).toHaveBeenCalledTimes(2)
  rerender(list(200, false))
  expect(document.activeElement).toBe(button)
})
