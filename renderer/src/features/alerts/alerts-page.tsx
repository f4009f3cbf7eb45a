import Box from '@mui/material/Box'
import { useEffect, useEffectEvent, useRef } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'

import { InTurn } from '../../components/in-turn.tsx'
import { Page } from '../../components/page.tsx'
import { useShortcuts } from '../../components/shortcut-provider.tsx'
import { call } from '../../lib/client.ts'
import { usePages } from '../../lib/pages.ts'
import { addressOf, readId } from '../../lib/search-filters.ts'
import { AlertDetailPane } from './alert-detail-pane.tsx'
import { addressOfAlert, addressOfAlerts, readAlertFilters, toInput, type AlertFilters } from './alert-filters.ts'
import { AlertQueue } from './alert-queue.tsx'
import { AlertTools } from './alert-tools.tsx'
import { neighbourOf } from './neighbour.ts'
import { StatusTabs } from './status-tabs.tsx'
import { useAlertUpdate } from './use-alert-update.ts'
import { useChosen } from './use-chosen.ts'

/** The queue of alerts, and the one that is looked at. */
export function AlertsPage() {
  const [search] = useSearchParams()
  const selected = readId(useParams()['alertId'])
  const navigate = useNavigate()
  const filters = readAlertFilters(search)
  const input = toInput(filters)
  const queue = usePages('alerts.list', input, (page) => call('alerts.list', { ...input, ...page }))
  const threatTypeInput = useRef<HTMLInputElement>(null)
  const noteInput = useRef<HTMLTextAreaElement>(null)
  const detail = useRef<HTMLDivElement>(null)

  const { chosen, select } = useChosen(selected, (id) => {
    void navigate(id === undefined ? addressOfAlerts(filters) : addressOfAlert(id, filters), { replace: true })
  })
  const narrow = (change: AlertFilters) => void navigate(addressOfAlerts(change))
  const update = useAlertUpdate({
    onLeft: (id) => {
      if (id === chosen()) select(neighbourOf(queue.items, id))
    },
    onReturned: select,
    tab: filters.status,
  })

  const early = useRef<(1 | -1)[]>([])
  const move = (step: 1 | -1) => {
    if (queue.isLoading) {
      early.current.push(step)
      return
    }
    const place = queue.items.findIndex(({ id }) => id === chosen())
    const next = queue.items[place === -1 ? 0 : place + step]
    if (next) select(next.id)
  }
  const makeEarlyMoves = useEffectEvent(() => {
    for (const step of early.current.splice(0)) move(step)
  })
  useEffect(() => {
    // Keys pressed before there was anything to walk through.
    if (!queue.isLoading) makeEarlyMoves()
  }, [queue.isLoading])

  const change = (status: 'open' | 'acknowledged' | 'closed') => {
    const id = chosen()
    if (id !== undefined) update.change(id, status)
  }
  useShortcuts({
    j: () => move(1),
    k: () => move(-1),
    a: () => change('acknowledged'),
    c: () => change('closed'),
    o: () => change('open'),
    n: () => noteInput.current?.focus(),
    f: () => {
      const id = chosen()
      if (id !== undefined) void navigate(addressOf('/flows', { alert_id: id }))
    },
    '/': () => threatTypeInput.current?.focus(),
  })

  return (
    <Page title="Alerts" fixed tools={<AlertTools filters={filters} onChange={narrow} inputRef={threatTypeInput} />}>
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
                filters={filters}
                selected={selected}
                onSelect={select}
                onEnter={() => detail.current?.focus()}
              />
            </InTurn>
          </Box>
          <Box
            ref={detail}
            component="section"
            aria-label="Alert details"
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
