import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { Alert, AlertStatus } from '../../../../contract/alerts.ts'
import type { OperationOutput } from '../../../../contract/operations.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import { formatEnds } from '../../lib/endpoints.ts'
import { queryKey } from '../../lib/queries.ts'
import type { StatusTab } from './alert-filters.ts'
import { useNoteDrafts, type NoteDrafts } from './use-note-drafts.ts'

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
  /** Notes not saved yet; the next change of an alert takes its note along. */
  drafts: NoteDrafts
  change: (id: number, status: AlertStatus) => void
  addNote: (id: number) => void
  isPending: boolean
}

interface AlertUpdateOptions {
  tab: StatusTab
  /** Called when an alert no longer belongs to the tab. */
  onLeft: (id: number) => void
  /** Called when a change of an alert was taken back, while the page is still there. */
  onReturned: (id: number) => void
}

/** Changes alerts, tells how it went, and offers to take a change of status back. */
export function useAlertUpdate({ tab, onLeft, onReturned }: AlertUpdateOptions): AlertUpdate {
  const client = useQueryClient()
  const notify = useNotify()
  const drafts = useNoteDrafts()

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

  const noteOf = (id: number) => {
    const note = drafts.draftOf(id).trim()
    return note === '' ? {} : { note }
  }

  const { mutate, isPending } = useMutation({
    mutationFn: async (change: Change) => {
      const before = await read(change.id)
      return {
        before,
        after:
          change.status === before.status && change.note === undefined ? null : await call('alerts.update', change),
      }
    },
    onSuccess: async ({ before, after }, { note }) => {
      if (after === null) {
        notify({ message: `This alert is ${before.status} already` })
        return
      }
      // Only what has been saved may go from the field.
      if (note !== undefined) drafts.write(after.id, '')
      const subject = `${after.threat_type}, ${formatEnds(after)}`
      if (after.status === before.status) notify({ message: `Note added to ${subject}` })
      else {
        const undo = () => mutate({ id: after.id, status: before.status }, { onSuccess: () => onReturned(after.id) })
        notify({ message: `${DONE[after.status]}: ${subject}`, action: { label: 'Undo', run: undo } })
      }
      if (tab !== 'all' && after.status !== tab) onLeft(after.id)
      await show(after)
    },
    onError: (error) => notify({ message: sentenceOf(error) }),
  })

  return {
    drafts,
    change: (id, status) => {
      if (!isPending) mutate({ id, status, ...noteOf(id) })
    },
    addNote: (id) => {
      if (!isPending) mutate({ id, ...noteOf(id) })
    },
    isPending,
  }
}
