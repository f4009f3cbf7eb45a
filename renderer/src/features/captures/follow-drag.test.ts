// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { followDrag } from './follow-drag.ts'

const FILE = new File(['a'], 'a.csv')
const onHover = vi.fn<(is_hovering: boolean) => void>()
const onDrop = vi.fn<(files: File[]) => void>()
let stop: () => void
let [row, page] = [document.createElement('p'), document.createElement('main')]

beforeEach(() => {
  ;[row, page] = [document.createElement('p'), document.createElement('main')]
  page.append(row)
  document.body.replaceChildren(page)
  stop = followDrag(onHover, onDrop)
})
afterEach(() => {
  stop()
  vi.clearAllMocks()
})

/** What the browser tells of a drag; files are readable from a drop alone. */
function drag(target: Element, type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', types = ['Files']): DragEvent {
  const event = new DragEvent(type, { bubbles: true, cancelable: true })
  const files = type === 'drop' ? [FILE] : []
  Object.defineProperty(event, 'dataTransfer', { value: { types, files, dropEffect: 'none' } })
  target.dispatchEvent(event)
  return event
}

test('hovering begins with the first element entered and ends with the last one left', () => {
  expect(drag(page, 'dragenter').defaultPrevented).toBe(true)
  drag(row, 'dragenter')
  drag(page, 'dragleave')
  expect(onHover.mock.lastCall).toEqual([true])
  drag(row, 'dragleave')
  expect(onHover.mock.lastCall).toEqual([false])
})

test('the leaving of an element that has left the page ends the hovering', () => {
  drag(row, 'dragenter')
  row.remove()
  drag(row, 'dragleave')
  expect(onHover.mock.lastCall).toEqual([false])
})

test('a drop is taken once, from an element that has left the page too', () => {
  drag(page, 'dragenter')
  drag(row, 'dragenter')
  row.remove()
  expect(drag(row, 'drop').defaultPrevented).toBe(true)
  expect(onDrop.mock.calls).toEqual([[[FILE]]])
  expect(onHover.mock.lastCall).toEqual([false])
})

test('a drag that ended without a word is over when the pointer moves', () => {
  drag(row, 'dragenter')
  window.dispatchEvent(new PointerEvent('pointermove'))
  expect(onHover.mock.lastCall).toEqual([false])
})

test('a drag without files is left to the browser', () => {
  expect(drag(row, 'dragenter', ['text/plain']).defaultPrevented).toBe(false)
  expect(drag(row, 'drop', ['text/plain']).defaultPrevented).toBe(false)
  expect(onDrop).not.toHaveBeenCalled()
})
