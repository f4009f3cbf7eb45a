import { createHashRouter, Navigate } from 'react-router'

import { OverviewPage } from '../features/overview/overview-page.tsx'
import { CrashPage } from './crash-page.tsx'
import { returnToLastPlace } from './last-place.ts'
import { Shell } from './shell.tsx'

/** Pages whose code comes after the first one is on the screen. */
const LATER = {
  captures: () => import('./captures-place.tsx').then((file) => ({ Component: file.CapturesPlace })),
  flows: () => import('../features/flows/flows-page.tsx').then((file) => ({ Component: file.FlowsPage })),
  alerts: () => import('../features/alerts/alerts-page.tsx').then((file) => ({ Component: file.AlertsPage })),
  hosts: () => import('../features/hosts/host-page.tsx').then((file) => ({ Component: file.HostPage })),
  models: () => import('../features/models/models-page.tsx').then((file) => ({ Component: file.ModelsPage })),
  compare: () => import('../features/models/compare-page.tsx').then((file) => ({ Component: file.ComparePage })),
  behaviour: () =>
    import('../features/behaviour/behaviour-page.tsx').then((file) => ({ Component: file.BehaviourPage })),
  settings: () => import('../features/settings/settings-page.tsx').then((file) => ({ Component: file.SettingsPage })),
}

/** Brings the code of all pages while nothing else is to be done, so that none has to be waited for. */
export function bringPages(): () => void {
  const callback = requestIdleCallback(() => {
    for (const bring of Object.values(LATER)) void bring()
  })
  return () => cancelIdleCallback(callback)
}

// The router begins with the address that it finds.
returnToLastPlace()

export const router = createHashRouter([
  {
    element: <Shell />,
    errorElement: <CrashPage />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <CrashPage />,
        children: [
          { index: true, element: <OverviewPage /> },
          { path: 'captures', lazy: LATER.captures },
          { path: 'flows', lazy: LATER.flows },
          { path: 'alerts/:alertId?', lazy: LATER.alerts },
          { path: 'hosts/:address/:peer?', lazy: LATER.hosts },
          { path: 'models', lazy: LATER.models },
          { path: 'models/compare', lazy: LATER.compare },
          { path: 'settings', lazy: LATER.settings },
          { path: 'settings/behaviour', lazy: LATER.behaviour },
          { path: '*', element: <Navigate to="/" replace /> },
        ],
      },
    ],
  },
])
