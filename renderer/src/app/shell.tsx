import Box from '@mui/material/Box'
import { useColorScheme } from '@mui/material/styles'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { useSettings } from '../components/settings-provider.tsx'
import { useMoveSavedQueries } from '../components/use-saved-queries.ts'
import { DropOverlay } from '../features/captures/drop-overlay.tsx'
import { FileChooser } from '../components/file-chooser.tsx'
import { FollowOpener } from '../components/follow-opener.tsx'
import { ImportAnnouncements } from '../features/captures/import-announcements.tsx'
import { ImportsProvider } from '../components/imports.tsx'
import { ReviewDialog } from '../features/captures/review-dialog.tsx'
import { FollowDialog } from '../features/streams/follow-dialog.tsx'
import { StreamAnnouncements } from '../features/streams/stream-announcements.tsx'
import { WorkAnnouncements } from '../features/models/work-announcements.tsx'
import { followEvents } from '../lib/events.ts'
import { ClosingDialog } from './closing-dialog.tsx'
import { GlobalShortcuts } from './global-shortcuts.tsx'
import { MainRegion } from './main-region.tsx'
import { Notices } from './notices.tsx'
import { Rail } from './rail.tsx'
import { SkipLink } from './skip-link.tsx'
import { StatusBar } from './status-bar.tsx'

/** What stays around the pages: rail, status bar, and what listens for files, keys and events. */
export function Shell() {
  const client = useQueryClient()
  const { theme } = useSettings()
  const { setMode } = useColorScheme()
  useMoveSavedQueries()

  useEffect(() => followEvents(client, (listener) => window.anomalyx.onEvent(listener)), [client])
  useEffect(() => setMode(theme), [setMode, theme])

  return (
    <ImportsProvider>
      <FileChooser>
        <FollowOpener>
          <SkipLink />
          <Box
            sx={{
              display: 'grid',
              height: 1,
              gridTemplate: '"rail notices" auto "rail main" minmax(0, 1fr) "status status" auto / auto minmax(0, 1fr)',
            }}
          >
            <Rail />
            <Notices />
            <MainRegion />
            <StatusBar />
          </Box>
          <DropOverlay />
          <ReviewDialog />
          <FollowDialog />
          <GlobalShortcuts />
          <ImportAnnouncements />
          <WorkAnnouncements />
          <StreamAnnouncements />
          <ClosingDialog />
        </FollowOpener>
      </FileChooser>
    </ImportsProvider>
  )
}
