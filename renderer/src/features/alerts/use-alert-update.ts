import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import type { Alert, AlertStatus } from '../../../../contract/alerts.ts'
import type { OperationOutput } from '../../../../contract/operations.ts'
import { useNotify } from '../../components/notifier.tsx'
import { useTimeZone } from '../../components/settings-provider.tsx'
import { call } from '../../lib/client.ts'
import { formatEnds } from '../../lib/endpoints.ts'
import { queryKey } from '../../lib/queries.ts'
import { refusalMessage } from './conflict-message.ts'
import { type Decisions, withDecision, withoutDecision } from './decisions.ts'
import { ownVersionsOf } from './own-versions.ts'
import { useNoteDrafts, type NoteDrafts } from './use-note-drafts.ts'

const DONE: Readonly<Record<AlertStatus, string>> = {
  open: 'Reopened',
  acknowledged: 'Acknowledged',
  closed: 'Closed',
}

interface Change {
  id: number
  /** Version that a person saw when it was decided. */
  version: number
  status?: AlertStatus
  note?: string
  /** Whether it takes back an earlier one. */
  isUndo?: boolean
}

export interface AlertUpdate {
  /** Notes not saved yet; the next change of an alert takes its note along. */
  drafts: NoteDrafts
  decisions: Decisions
  change: (alert: Pick<Alert, 'id' | 'version' | 'status'>, status: AlertStatus) => void
  addNote: (alert: Pick<Alert, 'id' | 'version'>) => void
}

interface AlertUpdateOptions {
  /** Called when a status was chosen for an alert, before it is saved. */
  onDecided: (id: number, status: AlertStatus) => void
  /** Called when a change of an alert was taken back, while the page is still there. */
  onReturned: (id: number) => void
}

/**
 * Changes alerts one after another, in the order that was decided. A decision shows at once, and is taken back with a
 * message when it is refused, as it is when the alert was changed elsewhere since a person saw it. Each tells how it
 * went, and offers to be undone.
 */
export function useAlertUpdate({ onDecided, onReturned }: AlertUpdateOptions): AlertUpdate {
  const client = useQueryClient()
  const notify = useNotify()
  const zone = useTimeZone()
  const versions = ownVersionsOf(client)
  const drafts = useNoteDrafts()
  const [decisions, setDecisions] = useState<Decisions>(new Map())

  const show = (alert: OperationOutput<'alerts.update'>) => {
    client.setQueryData(queryKey('alerts.get', { id: alert.id }), alert)
    for (const name of ['alerts.list', 'charts.overview']) void client.invalidateQueries({ queryKey: [name] })
  }
  const read = (id: number): Promise<Alert> =>
    client.query({
      queryKey: queryKey('alerts.get', { id }),
      queryFn: () => call('alerts.get', { id }),
      staleTime: 'static',
    })

  /** The note that goes with a change leaves the field with it: what is written from then on is another one. */
  const takeNote = (id: number) => {
    const note = drafts.draftOf(id).trim()
    drafts.write(id, '')
    return note === '' ? {} : { note }
  }
  const putBack = (id: number, note: string | undefined) => {
    if (note !== undefined) drafts.write(id, [note, drafts.draftOf(id)].filter(Boolean).join('\n'))
  }

  const { mutate } = useMutation({
    scope: { id: 'alerts' },
    mutationFn: async (change: Change) => {
      const { id, status, note } = change
      const before = await read(id)
      if (status === before.status && note === undefined) return { before, after: null }
      const version = versions.after(id, change.version)
      const after = await call('alerts.update', {
        id,
        version,
        ...(status === undefined ? {} : { status }),
        ...(note === undefined ? {} : { note }),
      })
      versions.saved(id, version, after.version)
      return { before, after }
    },
    onSuccess: ({ before, after }, { isUndo = false }) => {
      const saved = after ?? before
      setDecisions((all) =>
        // Another that follows may still be on its way.
        all.get(saved.id)?.status === saved.status ? withDecision(all, saved.id, { status: saved.status, saved }) : all,
      )
      if (after === null) {
        notify({ message: `This alert is already ${before.status}` })
        return
      }
      const subject = `${after.threat_type}, ${formatEnds(after)}`
      if (after.status === before.status) notify({ message: `Note added to ${subject}` })
      else if (isUndo) {
        // No button: a second press of Undo would find it in the same place and do again what was undone.
        notify({ message: `Undone, ${DONE[after.status].toLowerCase()}: ${subject}` })
      } else {
        const undo = () => decide({ id: after.id, version: after.version, status: before.status, isUndo: true })
        notify({ message: `${DONE[after.status]}: ${subject}`, action: { label: 'Undo', run: undo } })
      }
      show(after)
      if (isUndo) onReturned(after.id)
    },
    onError: (error, { id, note, status }) => {
      putBack(id, note)
      if (status !== undefined) setDecisions((all) => withoutDecision(all, id))
      for (const name of ['alerts.get', 'alerts.list']) void client.invalidateQueries({ queryKey: [name] })
      notify({
        message: refusalMessage(error, note !== undefined, zone),
        action: { label: 'Show alert', run: () => onReturned(id) },
      })
    },
  })

  const decide = (change: Change & { status: AlertStatus }) => {
    setDecisions((all) => withDecision(all, change.id, { status: change.status, saved: null }))
    mutate(change)
  }

  return {
    drafts,
    decisions,
    change: ({ id, version, status: before }, status) => {
      const change = { id, version, status, ...takeNote(id) }
      if (status === before) {
        mutate(change)
        return
      }
      decide(change)
      onDecided(id, status)
    },
    addNote: ({ id, version }) => mutate({ id, version, ...takeNote(id) }),
  }
}
