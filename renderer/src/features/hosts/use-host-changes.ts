import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

import type { OperationInput } from '../../../../contract/operations.ts'
import { useNotify } from '../../components/notifier.tsx'
import { call, sentenceOf } from '../../lib/client.ts'
import type { HostPlace } from '../../lib/host-addresses.ts'
import { KeptTexts } from '../../lib/kept-texts.ts'

const drafts = new KeptTexts('host-drafts')

type Change = Pick<OperationInput<'hosts.update'>, 'note' | 'add_tags' | 'remove_tags'>

export interface HostChanges {
  /** The note that is written and not saved. */
  note: string
  write: (note: string) => void
  addNote: () => void
  addTag: (tag: string) => void
  removeTag: (tag: string) => void
}

/** Notes and tags of a host, changed one after another in the order that a person did it. */
export function useHostChanges({ address, peer }: HostPlace): HostChanges {
  const client = useQueryClient()
  const notify = useNotify()
  const name = JSON.stringify([address, peer].toSorted())
  const note = useSyncExternalStore(drafts.subscribe, () => drafts.of(name))
  const { mutate } = useMutation({
    mutationKey: ['hosts.get'],
    scope: { id: 'hosts' },
    mutationFn: (change: Change) => call('hosts.update', { address, ...(peer === null ? {} : { peer }), ...change }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['hosts.get'] }),
    onError: (error, change) => {
      if (change.note !== undefined) drafts.write(name, [change.note, drafts.of(name)].filter(Boolean).join('\n'))
      notify({ message: sentenceOf(error) })
    },
  })
  return {
    note,
    write: (text) => drafts.write(name, text),
    addNote: () => {
      if (note.trim() === '') return
      drafts.write(name, '')
      mutate({ note: note.trim() })
    },
    addTag: (tag) => mutate({ add_tags: [tag] }),
    removeTag: (tag) => {
      mutate({ remove_tags: [tag] })
      notify({
        message: `Tag ${tag} removed`,
        action: { label: 'Undo', run: () => mutate({ add_tags: [tag] }) },
      })
    },
  }
}
