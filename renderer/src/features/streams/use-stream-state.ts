import { useQueryClient } from '@tanstack/react-query'

import type { Stream, StreamState } from '../../../../contract/streams.ts'
import { useAhead } from '../../components/use-ahead.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'

/** What a person can bring a stream to. */
export type AskedState = Exclude<StreamState, 'failed'>

const STEPS = { running: 'streams.resume', paused: 'streams.pause', stopped: 'streams.stop' } as const

/**
 * State of a stream, and a function that changes it. What was asked for is shown at once, and taken back with a message
 * when it is refused.
 */
export function useStreamState({ id, state }: Stream): [StreamState, (asked: AskedState) => void] {
  const client = useQueryClient()
  const notify = useNotify()
  return useAhead<StreamState>(state, async (asked) => {
    if (asked === 'failed') return
    try {
      await call(STEPS[asked], { id })
    } catch (error) {
      notify({ message: sentenceOf(error) })
    }
    await client.invalidateQueries({ queryKey: ['streams.list'] })
  })
}
