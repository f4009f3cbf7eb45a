import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { Conversation } from '../../../../contract/conversations.ts'
import { AnomalyError } from '../../../../contract/errors.ts'
import { Endpoint } from '../../components/ends.tsx'
import { MoreButton } from '../../components/more-button.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { Time } from '../../components/time.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { formatCount } from '../../lib/numbers.ts'
import { usePages } from '../../lib/pages.ts'
import { protocolName } from '../../lib/protocols.ts'
import { formatBothWays, formatFlowDuration } from '../../lib/traffic.ts'
import { NoticedTable } from './noticed-table.tsx'

const FIRST_SHOWN = 10
const MORE_SHOWN = 100
const COLUMNS = ['Time', 'Source', 'Destination']

interface NoticedConversationsProps {
  id: number
  /** How many there are of what was noticed, listed or not. */
  of: number
}

/** Conversations of what was noticed, which are read again from the file of their capture. */
export function NoticedConversations({ id, of }: NoticedConversationsProps) {
  const list = usePages('alerts.conversations', { id }, (page, { signal }) => {
    // That it is looked at lets go of the question when another alert is chosen.
    signal.throwIfAborted()
    const limit = page.cursor === undefined ? FIRST_SHOWN : MORE_SHOWN
    return call('alerts.conversations', { id, limit, ...page })
  })
  const { data, error, items, total, isFetching } = list
  const problem =
    error && !isFetching ? (
      <ReadingProblem error={error} onRetry={() => (data ? list.more() : void list.refetch())} />
    ) : null
  if (!data) {
    return problem ?? <Skeleton role="status" variant="rounded" height={180} aria-label="Reading conversations" />
  }
  if (total === 0) return null
  return (
    <Box>
      <NoticedTable
        label="Conversations of what was noticed"
        caption={captionOf(items.length, total, of)}
        columns={COLUMNS}
      >
        {items.map((conversation) => (
          <ConversationRows key={conversation.line_number} conversation={conversation} />
        ))}
      </NoticedTable>
      {problem ?? <MoreButton shown={items.length} total={total} isFetching={isFetching} onMore={list.more} />}
    </Box>
  )
}

/** Why they cannot be read: the file is not there, which is no failure, or it cannot be read. */
function ReadingProblem({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const isFileMissing = error instanceof AnomalyError && error.code === 'conflict'
  if (!isFileMissing) {
    return <ProblemNotice title="The conversations could not be read" error={error} onRetry={onRetry} />
  }
  return (
    <Box>
      <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
        Conversations are counted and not stored, and are read from the file to be listed. {sentenceOf(error)}
      </Typography>
      <Button variant="outlined" onClick={onRetry} sx={{ mt: 0.75 }}>
        Look again
      </Button>
    </Box>
  )
}

/** @param listed that can be listed @param of that there are */
function captionOf(shown: number, listed: number, of: number): string {
  if (shown === of) return 'Its conversations, as they stand in the file'
  const which = `First ${formatCount(shown)} of ${formatCount(of)} conversations`
  return listed < of ? `${which}, of which ${formatCount(listed)} can be listed` : which
}

/** Two lines, so that it fits beside the list. */
function ConversationRows({ conversation }: { conversation: Conversation }) {
  const { timestamp, source_ip, source_port, destination_ip, destination_port } = conversation
  return (
    <tbody>
      <tr>
        <td>{timestamp === null ? '—' : <Time at={timestamp} precision="exact" />}</td>
        <td>
          <Endpoint address={source_ip} port={source_port} />
        </td>
        <td>
          <Endpoint address={destination_ip} port={destination_port} />
        </td>
      </tr>
      <tr>
        <Box
          component="td"
          colSpan={COLUMNS.length}
          sx={{ color: 'text.secondary', whiteSpace: 'normal !important', pb: '6px !important' }}
        >
          {traitsOf(conversation)
            .map((trait) => trait.replaceAll(' ', '\u00a0'))
            .join(' · ')}
        </Box>
      </tr>
    </tbody>
  )
}

function traitsOf(conversation: Conversation): string[] {
  const { protocol, duration_us, answered, state, line_number } = conversation
  return [
    protocolName(protocol),
    ...(duration_us === null ? [] : [formatFlowDuration(duration_us)]),
    `${formatBothWays(conversation, 'forward_packets', 'backward_packets')} packets`,
    `${formatBothWays(conversation, 'forward_bytes', 'backward_bytes')} bytes`,
    ...(answered === null ? [] : [answered ? 'answered' : 'no answer']),
    ...(state === null ? [] : [state]),
    `line ${formatCount(line_number)}`,
  ]
}
