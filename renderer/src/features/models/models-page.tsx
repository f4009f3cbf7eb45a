import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import type { Model } from '../../../../contract/models.ts'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatCounted } from '../../lib/numbers.ts'
import { ActionDialog } from './action-dialog.tsx'
import { ActivationList } from './activation-list.tsx'
import { ImportBundle } from './import-bundle.tsx'
import { ModelDetail } from './model-detail.tsx'
import { ModelTable } from './model-table.tsx'
import { NoticedPanel } from './noticed-panel.tsx'
import { TrainDialog } from './train-dialog.tsx'
import { TrainingList } from './training-list.tsx'
import { UnusableModels } from './unusable-models.tsx'
import { type ModelAction, useLibrary } from '../../components/use-library.ts'

/** The model library: what classifies, what could, and what is known of each. */
export function ModelsPage() {
  const [search] = useSearchParams()
  const { data: library, error, isLoading, refetch } = useLibrary()
  const [asked, setAsked] = useState<{ action: ModelAction; model: Model } | null>(null)
  const [isTraining, setIsTraining] = useState(false)

  const models = library?.models ?? []
  const active = models.find(({ is_active }) => is_active)
  const previous = models.find(({ id }) => id === library?.previous_id)
  const chosen = models.find(({ id }) => id === search.get('model')) ?? active

  return (
    <Page
      title="Models"
      tools={
        <>
          <Button component={Link} to="/models/compare" variant="outlined">
            Evaluate and compare
          </Button>
          <Button variant="outlined" onClick={() => setIsTraining(true)}>
            Train…
          </Button>
          <ImportBundle />
        </>
      }
    >
      <TrainingList />
      {error && (
        <ProblemNotice title="The model library could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {isLoading && <Skeleton role="status" variant="rounded" height={260} aria-label="Reading the model library" />}
      {library && (
        <Box
          sx={{
            display: 'grid',
            gap: 1.5,
            gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'minmax(0, 3fr) minmax(0, 2fr)' },
            alignItems: 'start',
          }}
        >
          <Box sx={{ display: 'grid', gap: 1.5 }}>
            <Panel
              title="Library"
              flush
              aside={
                <>
                  <Typography variant="caption" color="textSecondary">
                    {formatCounted(models.length, 'model')}
                  </Typography>
                  {previous && (
                    <Button variant="outlined" onClick={() => setAsked({ action: 'roll-back', model: previous })}>
                      Roll back…
                    </Button>
                  )}
                </>
              }
            >
              <ModelTable
                models={models}
                chosenId={chosen?.id}
                onAsk={(action, model) => setAsked({ action, model })}
              />
            </Panel>
            <UnusableModels unusable={library.unusable} />
            <ActivationList activations={library.activations} />
            <NoticedPanel />
          </Box>
          {chosen && <ModelDetail model={chosen} />}
        </Box>
      )}
      {asked && (
        <ActionDialog
          action={asked.action}
          model={asked.model}
          active={models.find(({ is_active }) => is_active)}
          onClose={() => setAsked(null)}
        />
      )}
      {isTraining && <TrainDialog onClose={() => setIsTraining(false)} />}
    </Page>
  )
}
