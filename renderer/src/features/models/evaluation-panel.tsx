import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { Scoring } from '../../../../contract/scorings.ts'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useOperation } from '../../lib/queries.ts'
import { EvaluationFigures } from './evaluation-figures.tsx'

/** One scoring against the labels of its capture. */
export function EvaluationPanel({ scoring, hasOthers }: { scoring: Scoring; hasOthers: boolean }) {
  const { data, error, isLoading, refetch } = useOperation('models.evaluate', { scoring_id: scoring.id })
  return (
    <>
      {isLoading && <Skeleton role="status" variant="rounded" height={360} aria-label="Measuring" />}
      {error && <ProblemNotice title="Nothing to measure" error={error} onRetry={() => void refetch()} />}
      {data && (
        <Panel title={scoring.model_id}>
          <EvaluationFigures evaluation={data} />
        </Panel>
      )}
      <Typography variant="body2" color="textSecondary">
        {hasOthers
          ? 'Choose another scoring above to see where the two disagree.'
          : 'To compare models, score this capture with another one: Captures, More actions, Models.'}
      </Typography>
    </>
  )
}
