import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useMutation, useQueryClient } from '@tanstack/react-query'

import type { ModelLibrary } from '../../../../contract/models.ts'
import { useNotify } from '../../components/notifier.tsx'
import { Panel } from '../../components/panel.tsx'
import { call, sentenceOf } from '../../lib/client.ts'

/** Folders of the library that hold no model any more, and why. */
export function UnusableModels({ unusable }: { unusable: ModelLibrary['unusable'] }) {
  const client = useQueryClient()
  const notify = useNotify()
  const remove = useMutation({
    mutationFn: (id: string) => call('models.delete', { id }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['models.list'] }),
    onError: (error) => notify({ message: sentenceOf(error) }),
  })
  if (unusable.length === 0) return null
  return (
    <Panel title="Cannot be used">
      {unusable.map(({ id, problem }) => (
        <Box key={id} sx={{ display: 'flex', gap: 1.5, alignItems: 'center', py: 0.5 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <strong>{id}</strong>
            <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>
              {problem.detail}
            </Typography>
          </Box>
          <Button variant="outlined" aria-label={`Delete ${id}`} onClick={() => remove.mutate(id)}>
            Delete
          </Button>
        </Box>
      ))}
    </Panel>
  )
}
