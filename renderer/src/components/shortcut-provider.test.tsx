// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useEffect, useRef, useState } from 'react'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { afterEach, expect, it, vi } from 'vitest'

import { awaitPart } from '../lib/unfinished.ts'
import { moveFocusTo, ShortcutProvider, useShortcuts } from './shortcut-provider.tsx'

afterEach(cleanup)

const pressed = vi.fn()

/** A page whose field comes some frames after the page. */
function SlowPage() {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState('')
  const [isThere, setIsThere] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsThere(true), 60)
    return () => clearTimeout(timer)
  }, [])
  useShortcuts({ n: () => moveFocusTo(field.current), a: () => void pressed('a'), j: () => void pressed('j') })
  if (!isThere) return <button type="button">Other</button>
  return <textarea ref={field} aria-label="Note" value={text} onChange={({ target }) => setText(target.value)} />
}

function open() {
  pressed.mockClear()
  const router = createMemoryRouter([
    { path: '/', element: <SlowPage /> },
    { path: '/later', lazy: () => laterPage },
  ])
  render(
    <ShortcutProvider>
      <RouterProvider router={router} />
    </ShortcutProvider>,
  )
  return router
}

let laterPage: Promise<{ Component: () => React.JSX.Element }>

const lettersOf = (text: string) => Array.from(text)

const type = (keys: readonly string[]) => {
  for (const key of keys) fireEvent.keyDown(document.activeElement ?? document.body, { key })
}

it('types into a field what was pressed before the field was there', async () => {
  open()
  type(['j', 'n', ...lettersOf('a load teest'), 'Backspace', 'Backspace', 'Backspace', ...lettersOf('st by jan')])
  expect(pressed.mock.calls).toEqual([['j']])
  const note = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Note' })
  await waitFor(() => expect(note.value).toBe('a load test by jan'))
  expect(document.activeElement).toBe(note)
  expect(pressed.mock.calls).toEqual([['j']])
})

it('types what was held before a key that reaches the field by itself', async () => {
  open()
  const onFocus = ({ target: note }: { target: EventTarget | null }) => {
    // What the browser does with a key, once nobody has prevented it.
    const typeThere = () => {
      if (!(note instanceof HTMLTextAreaElement) || !fireEvent.keyDown(note, { key: 't' })) return
      note.setRangeText('t', note.selectionStart, note.selectionEnd, 'end')
      fireEvent.input(note)
    }
    // Right after the focus has moved there.
    queueMicrotask(typeThere)
  }
  document.addEventListener('focusin', onFocus, { once: true })
  type(['n', ...lettersOf('kep')])
  const note = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Note' })
  await waitFor(() => expect(note.value).toHaveLength(4))
  expect(note.value).toBe('kept')
})

it('forgets a key that waits when a person presses the mouse, Tab or Escape', async () => {
  for (const leave of [
    () => fireEvent.pointerDown(document.body),
    () => fireEvent.keyDown(document.body, { key: 'Tab' }),
    () => fireEvent.keyDown(document.body, { key: 'Escape' }),
  ]) {
    open()
    type(['n', 'a'])
    leave()
    const note = await screen.findByRole('textbox', { name: 'Note' })
    type(['j'])
    await waitFor(() => expect(pressed).toHaveBeenCalledWith('j'))
    expect(document.activeElement).not.toBe(note)
    expect(pressed.mock.calls).toEqual([['j']])
    cleanup()
  }
})

it('keeps keys for the place that is on its way, whose code is still to come', async () => {
  const onLater = vi.fn()
  const { promise, resolve } = Promise.withResolvers<{ Component: () => React.JSX.Element }>()
  laterPage = promise
  const router = open()
  await screen.findByRole('textbox', { name: 'Note' })
  await act(async () => {
    void router.navigate('/later')
    await Promise.resolve()
  })
  type(['j', 'a'])
  expect(pressed).not.toHaveBeenCalled()
  resolve({
    Component: function Later() {
      useShortcuts({ j: () => void onLater('j'), a: () => void onLater('a') })
      return <p>Later</p>
    },
  })
  await screen.findByText('Later')
  await waitFor(() => expect(onLater.mock.calls).toEqual([['j'], ['a']]))
  expect(pressed).not.toHaveBeenCalled()
})

it('leaves keys that move and press to the window, also while parts of the page are still to be drawn', () => {
  open()
  const finish = awaitPart()
  for (const key of ['Tab', 'ArrowDown', 'PageDown', 'Enter', ' ', 'Backspace', 'Shift', 'F5'])
    expect(fireEvent.keyDown(document.body, { key }), key).toBe(true)
  expect(fireEvent.keyDown(document.body, { key: 'x' })).toBe(false)
  finish()
})
