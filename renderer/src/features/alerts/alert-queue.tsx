import Box from '@mui/material/Box'
import Skeleton from '@mui/material/Skeleton'
import { useEffect, useRef, type KeyboardEvent } from 'react'

import type { Alert } from '../../../../contract/alerts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { MoreButton } from '../../components/more-button.tsx'
import { WrongQuery } from '../../components/query-bar/wrong-query.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { useKeepFocus } from '../../components/use-keep-focus.ts'
import type { usePages } from '../../lib/pages.ts'
import { refusedQuery } from '../../lib/refused-query.ts'
import { mixesStatuses, type AlertFilters } from '../../lib/alert-filters.ts'
import { AlertRow } from './alert-row.tsx'

interface AlertQueueProps {
  queue: ReturnType<typeof usePages<Alert>>
  /** Those of the queue that are still in it after what was decided. */
  items: readonly Alert[]
  filters: AlertFilters
  selected: number | undefined
  onSelect: (id: number) => void
  /** Goes to the page of a host. */
  onHost: (address: string) => void
  /** Enter on the chosen alert: on to its details. */
  onEnter: () => void
}

/** Alerts, most severe first, as a list to walk through with the keyboard. */
export function AlertQueue({ queue, items, filters, selected, onSelect, onHost, onEnter }: AlertQueueProps) {
  const list = useRef<HTMLUListElement>(null)
  const { error } = queue
  // Alerts of the tab before are none of this one.
  const isLoading = queue.isLoading || (queue.isPlaceholderData && items.length === 0)
  const total = queue.total - (queue.items.length - items.length)
  const reached = items.some(({ id }) => id === selected) ? selected : items[0]?.id

  useEffect(() => {
    // The row chosen by keys anywhere on the page comes into view, and takes focus when the list has it.
    const row = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    row?.scrollIntoView({ block: 'nearest' })
    if (list.current?.contains(document.activeElement)) row?.focus()
  }, [selected])
  const keepFocus = useKeepFocus(list, '[tabindex="0"]')

  const onKeyDown = (event: KeyboardEvent) => {
    const place = items.findIndex(({ id }) => id === reached)
    const target = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: items.length - 1 }[event.key]
    const next = target === undefined ? undefined : items[target]
    if (next) {
      event.preventDefault()
      onSelect(next.id)
    } else if (event.key === 'Enter') {
      event.preventDefault()
      if (selected === undefined && reached !== undefined) onSelect(reached)
      else onEnter()
    }
  }

  const refused = refusedQuery(error)
  if (refused) return <WrongQuery query={filters.q ?? ''} subject="alerts" fault={refused} />
  if (error) {
    return (
      <Box sx={{ p: 2 }}>
        <ProblemNotice title="Alerts could not be read" error={error} onRetry={() => void queue.refetch()} />
      </Box>
    )
  }
  if (isLoading) return <QueueSkeleton />
  if (items.length === 0) return <NoAlerts filters={filters} />
  return (
    <Box sx={{ overflow: 'auto', minHeight: 0 }}>
      <Box
        component="ul"
        ref={list}
        role="listbox"
        aria-label="Alerts"
        onKeyDown={onKeyDown}
        {...keepFocus}
        sx={{ m: 0, p: 0, listStyle: 'none' }}
      >
        {items.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            isSelected={alert.id === selected}
            isReached={alert.id === reached}
            withStatus={mixesStatuses(filters.status)}
            onSelect={() => onSelect(alert.id)}
            onHost={onHost}
          />
        ))}
      </Box>
      <MoreButton shown={items.length} total={total} isFetching={queue.isFetchingNextPage} onMore={queue.more} />
    </Box>
  )
}

function QueueSkeleton() {
  return (
    <Box aria-busy role="status" aria-label="Reading alerts" sx={{ p: 1.5, display: 'grid', gap: 1 }}>
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton key={row} variant="rounded" height={46} />
      ))}
    </Box>
  )
}

function NoAlerts({ filters }: { filters: AlertFilters }) {
  const { status, ...others } = filters
  if (Object.keys(others).length > 0)
    return <EmptyState title="No alert matches">Remove a filter to see more.</EmptyState>
  if (status === 'open') {
    return (
      <EmptyState title="No open alerts">
        When a capture is imported, threats at or above the confidence threshold are grouped into alerts and listed
        here.
      </EmptyState>
    )
  }
  if (status === 'unraised') {
    return (
      <EmptyState title="No alerts here">
        Alerts that were decided on stay here when the scoring that a capture shows does not raise them.
      </EmptyState>
    )
  }
  return <EmptyState title={status === 'all' ? 'No alerts yet' : `No ${status} alerts`} />
}
