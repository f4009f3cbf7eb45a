import Box from '@mui/material/Box'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useLocation, useSearchParams } from 'react-router'

import type { QueryTree } from '../../../../contract/query/tree.ts'
import { CaptureFilter } from '../../components/capture-filter.tsx'
import { ExportButton } from '../../components/export-button.tsx'
import { InTurn } from '../../components/in-turn.tsx'
import { Page } from '../../components/page.tsx'
import { QueryBar } from '../../components/query-bar/query-bar.tsx'
import { moveFocusTo, useShortcuts } from '../../components/shortcut-provider.tsx'
import { useSettings } from '../../components/settings-provider.tsx'
import { useDestination } from '../../components/use-destination.ts'
import { ThreatTypeFilter } from '../../components/threat-type-filter.tsx'
import { addToQuery } from '../../lib/add-to-query.ts'
import { call } from '../../lib/client.ts'
import { readFilters, writeFilters } from '../../lib/search-filters.ts'
import { closeGridPanel } from './grid-panels.ts'
import { FilterChips } from './filter-chips.tsx'
import { featuresOf } from './column-choice.ts'
import type { FlowColumn } from './columns-in-room.ts'
import { FlowGrid } from './flow-grid.tsx'
import { FlowPane } from './flow-pane.tsx'
import { NEWEST_FIRST, readSort, readStart, type SortChange, sortInput, withSort } from './flow-sort.ts'
import { applyChange, type Narrow } from './narrow.ts'
import { readCursors } from './page-state.ts'

/** All classified flows, filtered by the query string of the address. */
export function FlowsPage() {
  const [search, setSearch] = useSearchParams()
  const filters = useMemo(() => readFilters(search), [search])
  const cursors = readCursors(useLocation().state)
  const openFlow = search.get('flow')
  const sort = readSort(search)
  const at = readStart(search)
  const drawn = useRef<readonly FlowColumn[]>([])
  const queryInput = useRef<HTMLInputElement>(null)
  const destination = useDestination()
  const { shown } = useSettings().flow_columns
  useShortcuts({ '/': () => moveFocusTo(queryInput.current) })
  useEffect(() => closeGridPanel, [])

  /** What was asked for last: it may not be on the screen yet, and must not be lost by what is asked for next. */
  const asked = useCallback(() => {
    const place = destination()
    const searchAsked = new URLSearchParams(place.search)
    const filtersAsked = readFilters(searchAsked)
    return {
      search: searchAsked,
      filters: filtersAsked,
      sort: readSort(searchAsked),
      cursors: readCursors(place.state),
    }
  }, [destination])
  const narrow: Narrow = useCallback(
    (change) => setSearch(withSort(writeFilters(applyChange(asked().filters, change)), asked().sort)),
    [asked, setSearch],
  )
  const add = (part: QueryTree, how: 'only' | 'exclude') =>
    narrow({ q: addToQuery(asked().filters.q ?? '', part, how, 'flows') })
  const show = (id: string | null) => {
    const now = asked()
    const next = new URLSearchParams(now.search)
    next.delete('flow')
    if (id !== null) next.set('flow', id)
    setSearch(next, { replace: true, state: { cursors: now.cursors } })
  }
  const turn = (to: readonly string[]) => setSearch(asked().search, { replace: true, state: { cursors: to } })

  // The list begins with its first page again.
  const order: SortChange = (make) => {
    const next = withSort(asked().search, make(asked().sort))
    next.delete('at')
    setSearch(next)
  }
  const goTo = (time: string | null, { replace } = { replace: false }) => {
    const next = withSort(asked().search, NEWEST_FIRST)
    if (time === null) next.delete('at')
    else next.set('at', time)
    setSearch(next, { replace })
  }

  return (
    <Page
      title="Flows"
      fixed
      tools={
        <InTurn from="end">
          <ThreatTypeFilter
            value={filters.threat_type}
            captureId={filters.capture_id}
            onChange={(threat_type) => narrow({ threat_type })}
          />
          <CaptureFilter value={filters.capture_id} onChange={(capture_id) => narrow({ capture_id })} />
          <ExportButton
            hasColumns
            onExport={(format, columns) =>
              call('exports.flows', {
                ...{ ...filters, ...sortInput(sort), format },
                ...(columns === 'shown' ? { columns: [...drawn.current] } : featuresOf(shown)),
              })
            }
          />
        </InTurn>
      }
    >
      <QueryBar
        subject="flows"
        value={filters.q ?? ''}
        onAsk={(q) => narrow({ q: q === '' ? undefined : q })}
        inputRef={queryInput}
      />
      <FilterChips filters={filters} onChange={narrow} />
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex', gap: 1.5 }}>
        <FlowGrid
          key={writeFilters(filters).toString()}
          filters={filters}
          cursors={cursors}
          onTurn={turn}
          sort={sort}
          onSort={order}
          at={at}
          onGoTo={goTo}
          openFlow={openFlow}
          onOpen={show}
          onNarrow={narrow}
          onAdd={add}
          onColumns={(columns) => {
            drawn.current = columns
          }}
        />
        {openFlow !== null && <FlowPane id={openFlow} onClose={() => show(null)} onNarrow={narrow} />}
      </Box>
    </Page>
  )
}
