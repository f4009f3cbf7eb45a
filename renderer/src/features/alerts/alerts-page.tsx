import Box from '@mui/material/Box'
import { useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router'

import type { AlertDetail, AlertStatus } from '../../../../contract/alerts.ts'
import { InTurn } from '../../components/in-turn.tsx'
import { Page } from '../../components/page.tsx'
import { QueryBar } from '../../components/query-bar/query-bar.tsx'
import { moveFocusTo, useShortcuts } from '../../components/shortcut-provider.tsx'
import { knownAheadOf } from '../../components/use-destination.ts'
import { useKeepFocus } from '../../components/use-keep-focus.ts'
import { useTabInto } from '../../components/use-tab-into.ts'
import { call } from '../../lib/client.ts'
import { addressOfHost } from '../../lib/host-addresses.ts'
import { usePages } from '../../lib/pages.ts'
import { queryKey } from '../../lib/queries.ts'
import { addressOf, readId } from '../../lib/search-filters.ts'
import { AlertDetailPane } from './alert-detail-pane.tsx'
import {
  addressOfAlert,
  addressOfAlerts,
  mixesStatuses,
  readAlertFilters,
  toInput,
  withQuery,
  type AlertFilters,
} from '../../lib/alert-filters.ts'
import { AlertQueue } from './alert-queue.tsx'
import { AlertTools } from './alert-tools.tsx'
import { afterDecision, inTab } from './decisions.ts'
import { neighbourOf } from './neighbour.ts'
import { StatusTabs } from './status-tabs.tsx'
import { useAlertUpdate } from './use-alert-update.ts'
import { useChosen } from './use-chosen.ts'

/** The queue of alerts, and the one that is looked at. */
export function AlertsPage() {
  const [search] = useSearchParams()
  const selected = readId(useParams()['alertId'])
  const navigate = useNavigate()
  const location = useLocation()
  const filters = readAlertFilters(search)
  const input = toInput(filters)
  const queue = usePages('alerts.list', input, (page) => call('alerts.list', { ...input, ...page }))
  const queryInput = useRef<HTMLInputElement>(null)
  const noteInput = useRef<HTMLTextAreaElement>(null)
  const detail = useRef<HTMLDivElement>(null)
  const keepFocus = useKeepFocus(detail)

  const { chosen, select } = useChosen(selected, (id) => {
    void navigate(id === undefined ? addressOfAlerts(filters) : addressOfAlert(id, filters), {
      replace: true,
      state: knownAheadOf(location),
    })
  })
  useTabInto(detail, { isAwaited: () => chosen() !== undefined, isShown: () => chosen() === selected })
  const narrow = (change: AlertFilters) => void navigate(addressOfAlerts(change))
  const update = useAlertUpdate({
    onDecided: (id, status) => {
      if (!mixesStatuses(filters.status) && status !== filters.status && id === chosen()) select(neighbourOf(items, id))
    },
    onReturned: select,
  })
  const items = inTab(queue.items, filters.status, update.decisions)

  const move = (step: 1 | -1) => {
    if (queue.isLoading || queue.isPlaceholderData) return false
    const place = items.findIndex(({ id }) => id === chosen())
    const next = items[place === -1 ? 0 : place + step]
    if (next) select(next.id)
    return true
  }
  const client = useQueryClient()
  const change = (status: AlertStatus) => {
    const id = chosen()
    if (id === undefined) return true
    const listed = items.find((each) => each.id === id)
    const read = client.getQueryData<AlertDetail>(queryKey('alerts.get', { id }))
    // One that is not looked at may be older than the list.
    const alert = read === undefined || (listed !== undefined && listed.version > read.version) ? listed : read
    // One that was opened by its address may not have been read yet.
    if (alert === undefined) return false
    update.change(afterDecision(alert, update.decisions), status)
    return true
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    a: () => change('acknowledged'),
    c: () => change('closed'),
    o: () => change('open'),
    // The pane may still show the alert before, or none.
    n: () => chosen() === undefined || (chosen() === selected && moveFocusTo(noteInput.current)),
    f: () => {
      const id = chosen()
      if (id !== undefined) void navigate(addressOf('/flows', { alert_id: id }))
    },
    h: () => {
      const alert = items.find(({ id }) => id === chosen())
      const address = alert?.source_ip ?? alert?.destination_ip
      if (address) void navigate(addressOfHost(address))
    },
    '/': () => moveFocusTo(queryInput.current),
  })

  return (
    <Page title="Alerts" fixed tools={<AlertTools filters={filters} onChange={narrow} />}>
      <QueryBar
        subject="alerts"
        value={filters.q ?? ''}
        onAsk={(q) => narrow(withQuery(filters, q))}
        inputRef={queryInput}
      />
      <Box
        sx={{
          flex: 1,
          minHeight: 0,
          display: 'grid',
          gridTemplateColumns: 'minmax(380px, 1fr) minmax(350px, 32%)',
          bgcolor: 'background.paper',
          border: 1,
          borderColor: 'divider',
          borderRadius: 1.5,
          overflow: 'hidden',
        }}
      >
        <InTurn>
          <Box
            sx={{
              display: 'flex',
              flexDirection: 'column',
              minHeight: 0,
              minWidth: 0,
              borderRight: 1,
              borderColor: 'divider',
            }}
          >
            <InTurn>
              <StatusTabs filters={filters} onChange={(status) => narrow({ ...filters, status })} />
              <AlertQueue
                queue={queue}
                items={items}
                filters={filters}
                selected={selected}
                onSelect={select}
                onHost={(address) => void navigate(addressOfHost(address))}
                onEnter={() => detail.current?.focus()}
              />
            </InTurn>
          </Box>
          <Box
            ref={detail}
            component="section"
            aria-label="Alert details"
            {...keepFocus}
            tabIndex={-1}
            sx={{ overflow: 'auto', minWidth: 0 }}
          >
            <AlertDetailPane key={selected} id={selected} update={update} noteInput={noteInput} />
          </Box>
        </InTurn>
      </Box>
    </Page>
  )
}
