import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import TextField from '@mui/material/TextField'
import Typography from '@mui/material/Typography'

import { ProblemNotice } from '../../components/problem-notice.tsx'
import { call } from '../../lib/client.ts'
import { useLoneMutation } from '../../lib/lone-mutation.ts'

interface FolderChoiceProps {
  folder: string
  onChange: (folder: string) => void
}

/** A folder, written or chosen in the dialog of the system. */
export function FolderChoice({ folder, onChange }: FolderChoiceProps) {
  const choose = useLoneMutation({
    mutationFn: () => call('streams.chooseFolder', {}),
    onSuccess: ({ path }) => {
      if (path !== null) onChange(path)
    },
  })
  return (
    <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <Typography variant="body2" color="textSecondary">
        Packet captures, flow tables and logs that another program puts into the folder are read as they come, those
        that are there already first. Nothing in the folder is changed.
      </Typography>
      <Box sx={{ display: 'flex', gap: 1, alignItems: 'center', pt: 0.5 }}>
        <TextField
          label="Folder"
          placeholder="Full path"
          value={folder}
          onChange={({ target }) => onChange(target.value)}
          sx={{ flex: 1, minWidth: 0 }}
        />
        <Button variant="outlined" aria-busy={choose.isPending} onClick={() => choose.mutate()}>
          Choose…
        </Button>
      </Box>
      {choose.error && <ProblemNotice title="No folder could be chosen" error={choose.error} />}
    </Box>
  )
}
