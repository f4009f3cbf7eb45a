import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { Scoring } from '../../../../contract/scorings.ts'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatCount, formatShare } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { DisagreementTable } from './disagreement-table.tsx'
import { EvaluationFigures } from './evaluation-figures.tsx'

/** Two scorings of one capture: where they disagree, and both against the labels. */
export function ComparisonView({ scoring, other }: { scoring: Scoring; other: Scoring }) {
  const { data, error, isLoading, refetch } = useOperation('models.compare', {
    scoring_id: scoring.id,
    other_id: other.id,
  })
  if (isLoading) return <Skeleton role="status" variant="rounded" height={420} aria-label="Comparing" />
  if (error)
    return <ProblemNotice title="The scorings could not be compared" error={error} onRetry={() => void refetch()} />
  if (!data) return null
  const { flows, agreeing, disagreements, evaluation, other_evaluation } = data
  return (
    <>
      <Panel
        title="Where they disagree"
        aside={
          <Typography variant="caption" color="textSecondary">
            They agree on {formatCount(agreeing)} of {formatCount(flows)} flows ({formatShare(agreeing, flows)})
          </Typography>
        }
        flush={disagreements.length > 0}
      >
        {disagreements.length === 0 ? (
          <Typography variant="body2" color="textSecondary">
            Nowhere: both give every flow the same threat type.
          </Typography>
        ) : (
          <DisagreementTable
            disagreements={disagreements}
            scoring={scoring}
            other={other}
            hasLabels={evaluation !== null}
          />
        )}
      </Panel>
      {evaluation && other_evaluation ? (
        <Box
          sx={{
            display: 'grid',
            gap: 1.5,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
            alignItems: 'start',
          }}
        >
          <Panel title={scoring.model_id}>
            <EvaluationFigures evaluation={evaluation} />
          </Panel>
          <Panel title={other.model_id}>
            <EvaluationFigures evaluation={other_evaluation} />
          </Panel>
        </Box>
      ) : (
        <Typography variant="body2" color="textSecondary">
          The capture has no labels, so there is nothing to tell which model is correct.
        </Typography>
      )}
    </>
  )
}
