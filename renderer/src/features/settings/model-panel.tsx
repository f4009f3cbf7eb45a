import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import { CopyButton } from '../../components/copy-button.tsx'
import { Facts } from '../../components/facts.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useOperation } from '../../lib/queries.ts'
import { ModelMetrics } from '../../components/model-metrics.tsx'

/** The model that classifies, and how far it can be trusted. */
export function ModelPanel() {
  const { data: model, error, refetch } = useOperation('models.status', {})
  if (error) return <ProblemNotice title="The model could not be read" error={error} onRetry={() => void refetch()} />
  if (!model) return <Skeleton variant="rounded" height={420} />
  return (
    <Panel title="Model">
      <Facts
        facts={[
          { name: 'Name', value: `${model.name} ${model.version}` },
          { name: 'Status', value: model.status === 'ready' ? 'Ready' : 'Not loaded' },
          { name: 'Features', value: model.features },
          { name: 'Threat types', value: model.classes.length },
          {
            name: 'SHA-256',
            value: (
              <>
                <code>{model.model_sha256.slice(0, 16)}…</code>{' '}
                <CopyButton value={model.model_sha256} what="SHA-256 of the model" />
              </>
            ),
          },
        ]}
      />
      {model.protocol && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          {model.protocol}
        </Typography>
      )}
      {model.metrics.map((metrics) => (
        <Box key={metrics.data} sx={{ mt: 2 }}>
          <ModelMetrics metrics={metrics} />
        </Box>
      ))}
    </Panel>
  )
}
