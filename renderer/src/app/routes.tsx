import { createHashRouter, Navigate } from 'react-router'

import { AlertsPage } from '../features/alerts/alerts-page.tsx'
import { CapturesPage } from '../features/captures/captures-page.tsx'
import { FlowsPage } from '../features/flows/flows-page.tsx'
import { ComparePage } from '../features/models/compare-page.tsx'
import { ModelsPage } from '../features/models/models-page.tsx'
import { OverviewPage } from '../features/overview/overview-page.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { CrashPage } from './crash-page.tsx'
import { Shell } from './shell.tsx'

export const router = createHashRouter([
  {
    element: <Shell />,
    errorElement: <CrashPage />,
    children: [
      {
        errorElement: <CrashPage />,
        children: [
          { index: true, element: <OverviewPage /> },
          { path: 'captures', element: <CapturesPage /> },
          { path: 'flows', element: <FlowsPage /> },
          { path: 'alerts/:alertId?', element: <AlertsPage /> },
          { path: 'models', element: <ModelsPage /> },
          { path: 'models/compare', element: <ComparePage /> },
          { path: 'settings', element: <SettingsPage /> },
          { path: '*', element: <Navigate to="/" replace /> },
        ],
      },
    ],
  },
])
