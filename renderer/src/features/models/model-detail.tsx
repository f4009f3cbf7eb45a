import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { Model } from '../../../../contract/models.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { type Fact, Facts } from '../../components/facts.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatCount, formatCounted } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { ModelMetrics } from '../../components/model-metrics.tsx'

/** All information in the manifest of a model. */
export function ModelDetail({ model }: { model: Model }) {
  return (
    <Panel title={`${model.name} ${model.version}`}>
      <Facts facts={factsOf(model)} />
      {model.protocol !== null && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          {model.protocol}
        </Typography>
      )}
      {model.metrics.length === 0 && (
        <Typography variant="body2" color="textSecondary" sx={{ mt: 1.5 }}>
          Its manifest contains no measurements. Score a labelled capture with it to measure it.
        </Typography>
      )}
      {model.metrics.map((metrics) => (
        <Box key={metrics.data} sx={{ mt: 2 }}>
          <ModelMetrics metrics={metrics} />
        </Box>
      ))}
      <ModelCard id={model.id} />
    </Panel>
  )
}

function ModelCard({ id }: { id: string }) {
  const { data, error, isLoading, refetch } = useOperation('models.get', { id })
  return (
    <Box component="details" sx={{ mt: 2 }}>
      <Box component="summary" sx={{ cursor: 'pointer', fontWeight: 600 }}>
        Model card
      </Box>
      {isLoading && <Skeleton variant="rounded" height={120} />}
      {error && <ProblemNotice title="The model card could not be read" error={error} onRetry={() => void refetch()} />}
      {data && (
        <Box
          component="pre"
          tabIndex={0}
          role="region"
          aria-label="Model card"
          sx={{
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
            maxHeight: 420,
            overflow: 'auto',
            fontSize: 12,
            m: 0,
          }}
        >
          {data.model_card ?? 'The bundle has no MODEL_CARD.md.'}
        </Box>
      )}
    </Box>
  )
}

function factsOf(model: Model): Fact[] {
  const { training_data, scaled_features, one_hot_fields } = model
  return [
    { name: 'Id', value: model.id },
    {
      name: 'SHA-256',
      value: (
        <>
          <code>{model.model_sha256}</code> <CopyButton value={model.model_sha256} what="SHA-256 of the model" />
        </>
      ),
    },
    { name: 'Origin', value: model.origin === 'bundled' ? 'Built-in' : 'Imported or trained here' },
    { name: 'Trained by', value: model.trainer },
    {
      name: 'Trained on',
      value:
        training_data.length === 0
          ? 'Not stated in its manifest'
          : training_data.map(({ name, rows, sha256 }) => (
              <Box key={sha256} title={`SHA-256 ${sha256}`}>
                {name}, {formatCounted(rows, 'flow')}
              </Box>
            )),
    },
    { name: 'Features', value: formatCount(model.features) },
    ...(scaled_features === 0 ? [] : [{ name: 'Scaled', value: formatCounted(scaled_features, 'feature') }]),
    ...(one_hot_fields.length === 0 ? [] : [{ name: 'Encoded', value: one_hot_fields.join(', ') }]),
    { name: 'Threat types', value: model.classes.join(', ') },
  ]
}
