import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Alert, AlertStatus } from '../../../../contract/alerts.ts'
import type { OperationOutput } from '../../../../contract/operations.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { formatEnds } from '../../lib/endpoints.ts'
import { queryKey } from '../../lib/queries.ts'
import type { StatusTab } from './alert-filters.ts'

const DONE: Readonly<Record<AlertStatus, string>> = {
  open: 'Reopened',
  acknowledged: 'Acknowledged',
  closed: 'Closed',
}

interface Change {
  id: number
  status?: AlertStatus
  note?: string
}

export interface AlertUpdate {
  change: (id: number, status: AlertStatus, note?: string) => void
  addNote: (id: number, note: string) => void
  isPending: boolean
}

interface AlertUpdateOptions {
  tab: StatusTab
  /** Called when an alert no longer belongs to the tab. */
  onLeft: (id: number) => void
}

/** Changes alerts, tells how it went, and offers to take a change of status back. */
export function useAlertUpdate({ tab, onLeft }: AlertUpdateOptions): AlertUpdate {
  const client = useQueryClient()
  const notify = useNotify()

  const show = async (alert: OperationOutput<'alerts.update'>) => {
    client.setQueryData(queryKey('alerts.get', { id: alert.id }), alert)
    await Promise.all(['alerts.list', 'charts.overview'].map((name) => client.invalidateQueries({ queryKey: [name] })))
  }
  const read = (id: number): Promise<Alert> =>
    client.query({
      queryKey: queryKey('alerts.get', { id }),
      queryFn: () => call('alerts.get', { id }),
      staleTime: 'static',
    })

  const { mutate, isPending } = useMutation({
    mutationFn: async (change: Change) => {
      const before = await read(change.id)
      return {
        before,
        after:
          change.status === before.status && change.note === undefined ? null : await call('alerts.update', change),
      }
    },
    onSuccess: async ({ before, after }) => {
      if (after === null) {
        notify({ message: `This alert is ${before.status} already` })
        return
      }
      const subject = `${after.threat_type}, ${formatEnds(after)}`
      if (after.status === before.status) notify({ message: `Note added to ${subject}` })
      else {
        const undo = () => mutate({ id: after.id, status: before.status })
        notify({ message: `${DONE[after.status]}: ${subject}`, action: { label: 'Undo', run: undo } })
      }
      if (tab !== 'all' && after.status !== tab) onLeft(after.id)
      await show(after)
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })

  return {
    change: (id, status, note) => mutate({ id, status, ...(note ? { note } : {}) }),
    addNote: (id, note) => mutate({ id, note }),
    isPending,
  }
}
