// @vitest-environment happy-dom
import { notifyManager } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { holdAnswersWhilePressed } from './press.ts'

let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  stop = holdAnswersWhilePressed()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const happens = (name: string) => window.dispatchEvent(new Event(name))

it('keeps answers back while the mouse is down, and lets them go after the click', () => {
  const order: string[] = []
  happens('pointerdown')
  notifyManager.schedule(() => order.push('answer'))
  vi.advanceTimersByTime(200)
  expect(order).toEqual([])
  happens('pointerup')
  order.push('click')
  vi.advanceTimersByTime(1)
  expect(order).toEqual(['click', 'answer'])
})

it('does not keep them back when nothing is pressed, nor for long', () => {
  const answer = vi.fn()
  notifyManager.schedule(answer)
  vi.advanceTimersByTime(1)
  expect(answer).toHaveBeenCalledTimes(1)

  happens('pointerdown')
  notifyManager.schedule(answer)
  vi.advanceTimersByTime(600)
  expect(answer).toHaveBeenCalledTimes(2)
})
