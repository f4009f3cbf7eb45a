import { useEffect, useEffectEvent, useRef } from 'react'
import { useNavigate } from 'react-router'

import type { Stream, StreamState } from '../../../../contract/streams.ts'
import { useAnnounce } from '../../components/announcer.tsx'
import { useNotify } from '../../components/notifier.tsx'
import { useStreams } from '../../components/use-streams.ts'
import { nameOf, stateWords } from '../../lib/streams.ts'

/** Says to listeners where streams stand, and to everyone when one fails. */
export function StreamAnnouncements() {
  const streams = useStreams()
  const announce = useAnnounce()
  const notify = useNotify()
  const navigate = useNavigate()
  const told = useRef(new Map<number, StreamState>())

  const tell = useEffectEvent((stream: Stream) => {
    const before = told.current.get(stream.id)
    told.current.set(stream.id, stream.state)
    // What was so before the window opened is no news.
    if (before === undefined || before === stream.state) return
    if (stream.state !== 'failed') {
      announce(`${nameOf(stream)}: ${stateWords(stream)}`)
      return
    }
    notify({
      message: `${nameOf(stream)} is no longer followed. ${stream.problem?.detail ?? ''}`.trim(),
      action: { label: 'Show', run: () => void navigate('/captures') },
    })
  })

  useEffect(() => {
    for (const stream of streams) tell(stream)
  }, [streams])
  return null
}
