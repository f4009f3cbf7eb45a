import Typography from '@mui/material/Typography'

import type { Judgement } from '../../../../contract/findings.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useOperation } from '../../lib/queries.ts'

/** Which kinds of behaviour across the flows of a capture could be judged, and why others could not. */
export function BehaviourSection({ captureId }: { captureId: number }) {
  const { data, error, refetch } = useOperation('alerts.judgements', { capture_id: captureId })
  return (
    <section aria-labelledby="behaviour-title">
      <Typography variant="h3" id="behaviour-title" sx={{ mt: 2 }}>
        Behaviour across its flows
      </Typography>
      {error && (
        <ProblemNotice title="What could be judged could not be read" error={error} onRetry={() => void refetch()} />
      )}
      <ul style={{ margin: '4px 0 0', paddingLeft: 18, minHeight: 20 }}>
        {data && judgementTexts(data.judgements).map((text) => <li key={text}>{text}</li>)}
      </ul>
    </section>
  )
}

/** Kinds with one note in one sentence; kinds that were judged as a whole need none. */
export function judgementTexts(judgements: readonly Judgement[]): string[] {
  if (judgements.length === 0) return ['No detector has looked at it.']
  const notes = new Map<string, Judgement[]>()
  for (const each of judgements) {
    if (each.note !== null) notes.set(each.note, [...(notes.get(each.note) ?? []), each])
  }
  if (notes.size === 0) return ['Every kind of behaviour was judged.']
  return [...notes].map(([note, own]) => {
    const kinds =
      own.length === judgements.length
        ? 'All kinds'
        : own.map(({ title }) => title.replace(' (behaviour)', '')).join(', ')
    return `${kinds}: ${note}.`
  })
}
