import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent } from 'react'

import type { Subject } from '../../../contract/query/tree.ts'
import type { Settings } from '../../../contract/settings.ts'
import { forgetQueriesSavedBefore, queriesSavedBefore } from '../lib/kept-queries.ts'
import { queryKey, useOperation } from '../lib/queries.ts'
import { withQueries, withToggled } from '../lib/saved-queries.ts'
import { useSettings } from './settings-provider.tsx'
import { useChangeSettings } from './use-change-settings.ts'

const SETTINGS = queryKey('settings.get', {})

/** The queries of a list that a person keeps, and what keeps one or forgets it. */
export function useSavedQueries(subject: Subject): [readonly string[], (query: string) => void] {
  const client = useQueryClient()
  const changeSettings = useChangeSettings()
  const saved = useSettings().saved_queries[subject]
  return [
    saved,
    (query) => {
      // What was changed last may not be on the screen yet.
      const settings = client.getQueryData<Settings>(SETTINGS)
      if (settings) void changeSettings({ saved_queries: withToggled(settings.saved_queries, subject, query) })
    },
  ]
}

/** Moves queries into the settings that the window kept before. */
export function useMoveSavedQueries(): void {
  const client = useQueryClient()
  const changeSettings = useChangeSettings()
  const isKnown = useOperation('settings.get', {}).data !== undefined

  const move = useEffectEvent(async () => {
    const before = { flows: queriesSavedBefore('flows'), alerts: queriesSavedBefore('alerts') }
    const settings = client.getQueryData<Settings>(SETTINGS)
    if (settings === undefined || before.flows.length + before.alerts.length === 0) return
    const saved_queries = withQueries(settings.saved_queries, before)
    await changeSettings({ saved_queries })
    // Where that was refused, the next start tries again.
    const now = client.getQueryData<Settings>(SETTINGS)?.saved_queries
    if (!saved_queries.flows.every((query) => now?.flows.includes(query))) return
    if (!saved_queries.alerts.every((query) => now?.alerts.includes(query))) return
    forgetQueriesSavedBefore('flows')
    forgetQueriesSavedBefore('alerts')
  })
  useEffect(() => {
    if (isKnown) void move()
  }, [isKnown])
}
