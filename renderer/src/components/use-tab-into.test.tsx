// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useRef, useState } from 'react'
import { createMemoryRouter, Outlet, RouterProvider } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import { awaitPart, isUnfinished } from '../lib/unfinished.ts'
import { ShortcutProvider, useShortcuts } from './shortcut-provider.tsx'
import { useTabInto } from './use-tab-into.ts'

let pressed: string[]
let laterPage: PromiseWithResolvers<{ Component: () => React.JSX.Element }>

beforeEach(() => {
  pressed = []
  laterPage = Promise.withResolvers()
})
afterEach(() => {
  cleanup()
  localStorage.clear()
})

function Region() {
  const region = useRef<HTMLElement>(null)
  useTabInto(region, { isAwaited: isUnfinished })
  useShortcuts({ c: () => void pressed.push('c') })
  return (
    <main ref={region} tabIndex={-1}>
      <Outlet />
    </main>
  )
}

function Later() {
  const [text, setText] = useState('')
  return (
    <>
      <button type="button" disabled>
        Nothing to undo
      </button>
      <textarea aria-label="Note" value={text} onChange={({ target }) => setText(target.value)} />
    </>
  )
}

function open(first: React.JSX.Element) {
  const routes = [{ element: <Region />, children: [{ path: '/', element: first }, later()] }]
  const router = createMemoryRouter(routes)
  render(
    <ShortcutProvider>
      <RouterProvider router={router} />
    </ShortcutProvider>,
  )
  const main = screen.getByRole('main')
  act(() => main.focus())
  return { router, main }
}

const later = () => ({ path: '/later', lazy: () => laterPage.promise })

/** @returns whether the key is left to the browser */
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key })

it.each(['on', 'off'])(
  'Tab waits for the page that was asked for, and text behind it, with single keys %s',
  async (on) => {
    localStorage.setItem('anomalyx.single-key-shortcuts', on)
    const { router } = open(<button type="button">Old</button>)
    act(() => void router.navigate('/later'))
    expect(press('Tab')).toBe(false)
    for (const key of 'check') press(key)
    laterPage.resolve({ Component: Later })
    const note = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Note' })
    await waitFor(() => expect(note.value).toBe('check'))
    expect(document.activeElement).toBe(note)
    expect(pressed).toEqual([])
  },
)

it('Tab waits for the parts of a page that are still to be drawn', async () => {
  const { router } = open(<p>Reading</p>)
  const finish = awaitPart()
  expect(press('Tab')).toBe(false)
  act(() => laterPage.resolve({ Component: Later }))
  await act(() => router.navigate('/later'))
  finish()
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('textbox')))
})

it('no other key waits with single keys off', () => {
  localStorage.setItem('anomalyx.single-key-shortcuts', 'off')
  open(<p>Reading</p>)
  const finish = awaitPart()
  expect(press('c')).toBe(true)
  finish()
})

it('Tab is left to the browser where there is something to go to, or nothing will be', () => {
  open(<button type="button">There</button>)
  expect(press('Tab')).toBe(true)
  cleanup()
  open(<p>Nothing here</p>)
  expect(press('Tab')).toBe(true)
})

it('Shift+Tab leaves at once, and so does Tab from elsewhere', () => {
  const { router, main } = open(<button type="button">Old</button>)
  act(() => void router.navigate('/later'))
  expect(fireEvent.keyDown(main, { key: 'Tab', shiftKey: true })).toBe(true)
  act(() => screen.getByRole('button').focus())
  expect(press('Tab')).toBe(true)
})
