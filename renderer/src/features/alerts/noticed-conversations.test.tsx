// @vitest-environment happy-dom
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, it } from 'vitest'

import type { Conversation } from '../../../../contract/conversations.ts'
import { AnomalyError, type ErrorCode, toProblem } from '../../../../contract/errors.ts'
import { createQueryClient } from '../../lib/queries.ts'
import { NoticedConversations } from './noticed-conversations.tsx'

interface Question {
  readonly input: { readonly id: number; readonly limit: number; readonly cursor?: string }
  answer(items: readonly Conversation[], total: number, next_cursor?: string): void
  refuse(code: ErrorCode, sentence: string): void
}

let questions: Question[]

beforeEach(() => {
  // How long a machine takes is no matter of these tests.
  configure({ asyncUtilTimeout: 15_000 })
  questions = []
  const call = (_name: string, input: Question['input']) =>
    new Promise((resolve) => {
      questions.push({
        input,
        answer: (items, total, next_cursor = '') => {
          resolve({ ok: true, value: { items, total, next_cursor: next_cursor === '' ? null : next_cursor } })
        },
        refuse: (code, sentence) => {
          resolve({ ok: false, problem: toProblem(new AnomalyError(code, sentence)) })
        },
      })
    })
  Object.defineProperty(window, 'anomalyx', { value: { call }, configurable: true })
})
afterEach(cleanup)

const conversationOn = (line_number: number): Conversation => ({
  ...{
    line_number,
    timestamp: '2026-03-10T09:00:07.001Z',
    protocol: 6,
    duration_us: null,
    answered: null,
    state: null,
  },
  ...{ source_ip: '10.0.0.5', source_port: 50_000, destination_ip: '10.0.0.9', destination_port: line_number },
  ...{ forward_packets: 1, backward_packets: null, forward_bytes: null, backward_bytes: null },
})

function show() {
  const client = createQueryClient()
  const page = (id: number) => (
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <NoticedConversations id={id} of={3} />
      </MemoryRouter>
    </QueryClientProvider>
  )
  const { rerender } = render(page(1))
  return { choose: (id: number) => rerender(page(id)) }
}

/** The question of that number from 0, once it is asked. */
async function question(at: number): Promise<Question> {
  await waitFor(() => expect(questions.length).toBeGreaterThan(at))
  const asked = questions[at]
  if (asked === undefined) throw new Error('nothing was asked')
  return asked
}

const textOfTable = async (text: string) => {
  await waitFor(() => expect(screen.getByRole('table').textContent.replaceAll('\u00a0', ' ')).toContain(text))
}

it('says that it reads, then lists, and goes on page by page', async () => {
  show()
  const first = await question(0)
  expect(screen.getByRole('status', { name: 'Reading conversations' })).toBeTruthy()
  first.answer([conversationOn(4), conversationOn(5)], 3, 'next')
  await textOfTable('First 2 of 3 conversations')
  await textOfTable('TCP · 1 → — ← packets · — → — ← bytes · line 4')
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }))
  const second = await question(1)
  expect(second.input).toMatchObject({ id: 1, cursor: 'next' })
  second.answer([conversationOn(6)], 3)
  await textOfTable('line 6')
  expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull()
})

it('asks again for an alert that was left before its file was read', async () => {
  const { choose } = show()
  const left = await question(0)
  choose(2)
  await question(1)
  choose(1)
  const again = await question(2)
  left.refuse('cancelled', 'Reading was cancelled.')
  again.answer([conversationOn(4)], 1)
  await textOfTable('line 4')
  expect(questions.map(({ input }) => input.id)).toEqual([1, 2, 1])
})

it('tells a failure as one, and a file that is gone as a sentence', async () => {
  show()
  const first = await question(0)
  first.refuse('engine_failed', 'The engine process stopped.')
  expect((await screen.findByRole('alert')).textContent).toContain('The engine process stopped.')
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  const again = await question(1)
  again.refuse('conflict', 'conn.log is gone.')
  await screen.findByText(/counted and not stored, and are read from the file to be listed\. conn\.log is gone\./)
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.getByRole('button', { name: 'Look again' })).toBeTruthy()
})
