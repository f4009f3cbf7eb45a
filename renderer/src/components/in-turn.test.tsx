// @vitest-environment happy-dom
import { act, cleanup, render } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { InTurn } from './in-turn.tsx'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['requestAnimationFrame', 'cancelAnimationFrame'] })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

const nextFrame = () =>
  act(async () => {
    await vi.advanceTimersToNextTimerAsync()
  })

const textOf = (container: HTMLElement) => container.textContent

it('draws one part on each frame, and loses none when the page changes meanwhile', async () => {
  const page = (first: string | null) => (
    <InTurn>
      {first}
      <p>b</p>
      {null}
      <p>c</p>
      <p>d</p>
    </InTurn>
  )
  const { container, rerender } = render(page(null))
  expect(textOf(container)).toBe('')
  await nextFrame()
  expect(textOf(container)).toBe('b')
  rerender(page('a'))
  expect(textOf(container)).toBe('ab')
  await nextFrame()
  expect(textOf(container)).toBe('abc')
  await nextFrame()
  expect(textOf(container)).toBe('abcd')
  rerender(page(null))
  expect(textOf(container)).toBe('bcd')
})

it('draws from the end where it is told to, so that what is aligned there does not move', async () => {
  const { container } = render(
    <InTurn from="end">
      <p>a</p>
      {null}
      <p>c</p>
    </InTurn>,
  )
  expect(textOf(container)).toBe('c')
  expect(document.body.hasAttribute('data-unfinished')).toBe(true)
  await nextFrame()
  expect(textOf(container)).toBe('ac')
  expect(document.body.hasAttribute('data-unfinished')).toBe(false)
})
