import { useQueryClient } from '@tanstack/react-query'

import type { Model, ModelLibrary } from '../../../contract/models.ts'
import { useNotify } from './notifier.tsx'
import { call } from '../lib/client.ts'
import { useLoneMutation } from '../lib/lone-mutation.ts'
import { queryKey, useOperation } from '../lib/queries.ts'

export function useLibrary() {
  return useOperation('models.list', {})
}

/** What can be done with a model after it was asked for twice. */
export type ModelAction = 'activate' | 'roll-back' | 'delete'

/** Carries an action out; the library shows its outcome at once. */
export function useModelAction(action: ModelAction, model: Model, onDone: () => void) {
  const client = useQueryClient()
  const notify = useNotify()
  return useLoneMutation({
    mutationFn: async (): Promise<ModelLibrary | null> => {
      if (action === 'activate') return call('models.activate', { id: model.id })
      if (action === 'roll-back') return call('models.rollBack', {})
      await call('models.delete', { id: model.id })
      return null
    },
    onSuccess: async (library) => {
      notify({ message: action === 'delete' ? `${model.id} deleted` : `${model.id} is now the active model` })
      onDone()
      if (library !== null) client.setQueryData(queryKey('models.list', {}), library)
      await client.invalidateQueries({ queryKey: ['models.list'] })
      await client.invalidateQueries({ queryKey: ['models.status'] })
    },
  })
}
