import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'

import { Page } from '../../components/page.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useOperation } from '../../lib/queries.ts'
import { AboutPanel } from './about-panel.tsx'
import { AppearancePanel } from './appearance-panel.tsx'
import { DetectionPanel } from './detection-panel.tsx'
import { ImportPanel } from './import-panel.tsx'
import { LocalPortPanel } from './local-port-panel.tsx'
import { ModelPanel } from './model-panel.tsx'
import { useChangeSettings } from '../../components/use-change-settings.ts'

/** How AnomalyX behaves, and what it is made of. */
export function SettingsPage() {
  const { data: settings, error, refetch } = useOperation('settings.get', {})
  const change = useChangeSettings()
  return (
    <Page title="Settings">
      {error && <ProblemNotice title="Settings could not be read" error={error} onRetry={() => void refetch()} />}
      <Box
        sx={{
          display: 'grid',
          gap: 1.5,
          gridTemplateColumns: { xs: 'minmax(0, 1fr)', lg: 'repeat(2, minmax(0, 1fr))' },
          alignItems: 'start',
        }}
      >
        <Box sx={{ display: 'grid', gap: 1.5 }}>
          {settings ? (
            <>
              <AppearancePanel settings={settings} onChange={change} />
              <DetectionPanel settings={settings} onChange={change} />
              <ImportPanel settings={settings} onChange={change} />
              <LocalPortPanel settings={settings} onChange={change} />
            </>
          ) : (
            !error && <Skeleton variant="rounded" height={420} />
          )}
          <AboutPanel />
        </Box>
        <ModelPanel />
      </Box>
    </Page>
  )
}
