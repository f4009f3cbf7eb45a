import Typography from '@mui/material/Typography'

import { judgementTexts } from '../../../../contract/judgement-text.ts'
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
