// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'

import { cardsInPlace } from './cards-in-place.ts'
import { useStill } from './use-still.ts'

afterEach(cleanup)

function List({ keys }: { keys: readonly string[] }) {
  const { shown, listeners } = useStill(keys, (before, now) => cardsInPlace(before, now, []))
  return (
    <ul {...listeners}>
      {shown.map((key) => (
        <li key={key}>{key}</li>
      ))}
    </ul>
  )
}

it('keeps every part where it is while it is pointed at, and puts them in order afterwards', () => {
  const shown = () => screen.getAllByRole('listitem').map(({ textContent }) => textContent)
  const { rerender } = render(<List keys={['running', 'waiting']} />)
  const list = screen.getByRole('list')
  fireEvent.pointerEnter(list)
  rerender(<List keys={['new', 'waiting', 'running']} />)
  expect(shown()).toEqual(['running', 'waiting', 'new'])
  rerender(<List keys={['newer', 'new', 'waiting', 'running']} />)
  expect(shown()).toEqual(['running', 'waiting', 'new', 'newer'])
  fireEvent.pointerLeave(list)
  expect(shown()).toEqual(['newer', 'new', 'waiting', 'running'])
})
