import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { Capture } from '../../../../contract/captures.ts'
import { ConfusionMatrix } from '../../components/confusion-matrix.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatCount, formatCounted, formatDecimals, formatShare } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'

/** What the predictions of a labelled capture say against its labels. */
export function LabelSection({ capture }: { capture: Capture }) {
  const { data, error, isLoading, refetch } = useOperation('captures.confusion', { id: capture.id })
  return (
    <section aria-label="Predictions against labels">
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>
        Predictions against labels
      </Typography>
      {isLoading && <Skeleton variant="rounded" height={160} />}
      {error && <ProblemNotice title="The labels could not be compared" error={error} onRetry={() => void refetch()} />}
      {data && (
        <>
          <Typography variant="body2" color="textSecondary" sx={{ mb: 0.75 }}>
            {formatCount(data.labelled)} labelled flows · {formatShare(data.accuracy, 1)} predicted as labelled ·
            macro-F1 {formatDecimals(data.macro_f1, 3)} · {formatShare(data.fpr, 1)} of benign flows called a threat ·{' '}
            {formatShare(data.fnr, 1)} of threats called benign
            {data.unlabelled > 0 &&
              ` · ${formatCounted(data.unlabelled, 'flow')} without a known label ${data.unlabelled === 1 ? 'is' : 'are'} excluded`}
          </Typography>
          <ConfusionMatrix name={capture.name} confusion={data.confusion} perClass={data.per_class} />
        </>
      )}
    </section>
  )
}
