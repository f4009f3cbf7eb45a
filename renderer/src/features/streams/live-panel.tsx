import Typography from '@mui/material/Typography'
import { useDeferredValue } from 'react'

import { MoreButton } from '../../components/more-button.tsx'
import { Panel } from '../../components/panel.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useStreams } from '../../components/use-streams.ts'
import { call } from '../../lib/client.ts'
import { usePages } from '../../lib/pages.ts'
import { whenClosed } from '../../lib/streams.ts'
import { StreamTable } from './stream-table.tsx'

/** Few enough that the captures below stay in sight. */
const PAGE = { limit: 10 }

/** What is or was followed; nothing while there is nothing. */
export function LivePanel() {
  const streams = usePages('streams.list', PAGE, (page) => call('streams.list', { ...PAGE, ...page }))
  // Drawn in slices: each segment changes it, and must not hold up the window.
  const items = useDeferredValue(streams.items)
  const closing = whenClosed(useStreams())
  if (streams.error) {
    return (
      <ProblemNotice
        title="Live streams could not be read"
        error={streams.error}
        onRetry={() => void streams.refetch()}
      />
    )
  }
  if (items.length === 0) return null
  return (
    <Panel
      title="Live"
      flush
      aside={
        closing !== null && (
          <Typography variant="caption" color="textSecondary">
            {closing}
          </Typography>
        )
      }
    >
      <StreamTable streams={items} />
      <MoreButton
        shown={items.length}
        total={streams.total}
        isFetching={streams.isFetchingNextPage}
        onMore={streams.more}
      />
    </Panel>
  )
}
