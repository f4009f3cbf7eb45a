import SensorsIcon from '@mui/icons-material/SensorsOutlined'
import UploadFileIcon from '@mui/icons-material/UploadFileOutlined'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import { type ReactNode, useDeferredValue } from 'react'

import { useFollowDialog } from '../../components/follow-opener.tsx'
import { MoreButton } from '../../components/more-button.tsx'
import { Page } from '../../components/page.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { formatCounted } from '../../lib/numbers.ts'
import { usePages } from '../../lib/pages.ts'
import { CaptureTable } from './capture-table.tsx'
import { DropZone } from './drop-zone.tsx'
import { useChooseFiles } from '../../components/file-chooser.tsx'
import { ImportList } from './import-list.tsx'

/**
 * Imports under way and the captures that are there.
 * @param live what is followed, between both
 */
export function CapturesPage({ live }: { live: ReactNode }) {
  const { open: follow } = useFollowDialog()
  const chooseFiles = useChooseFiles()
  const captures = usePages('captures.list', {}, (page) => call('captures.list', page))
  const { total, error, isLoading } = captures
  // Drawn in slices: a capture that begins, or ends, would hold up the window.
  const items = useDeferredValue(captures.items)

  return (
    <Page
      title="Captures"
      tools={
        <>
          <Button variant="outlined" startIcon={<SensorsIcon />} onClick={follow}>
            Follow…
          </Button>
          <Button variant="contained" startIcon={<UploadFileIcon />} onClick={chooseFiles}>
            Choose files…
          </Button>
        </>
      }
    >
      <DropZone />
      <ImportList />
      {live}
      {error && (
        <ProblemNotice title="Captures could not be read" error={error} onRetry={() => void captures.refetch()} />
      )}
      {isLoading && <Skeleton role="status" variant="rounded" height={220} aria-label="Reading captures" />}
      {!error && !isLoading && (
        <Panel
          title="Imported captures"
          flush
          aside={
            <Typography variant="caption" color="textSecondary">
              {formatCounted(total, 'capture')}
            </Typography>
          }
        >
          {items.length === 0 ? (
            <Box sx={{ px: 1.75, pb: 2 }}>
              <Typography variant="body2" color="textSecondary">
                None yet. Imported captures are listed here with their hash, counts and model until you delete them.
              </Typography>
            </Box>
          ) : (
            <CaptureTable captures={items} />
          )}
          <MoreButton
            shown={items.length}
            total={total}
            isFetching={captures.isFetchingNextPage}
            onMore={captures.more}
          />
        </Panel>
      )}
    </Page>
  )
}
