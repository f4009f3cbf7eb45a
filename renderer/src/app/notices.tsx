import Alert from '@mui/material/Alert'
import Box from '@mui/material/Box'
import { useState } from 'react'

import { useOperation } from '../lib/queries.ts'

/** What a person should know about this start, until put away. */
export function Notices() {
  const notices = useOperation('system.status', {}).data?.notices ?? []
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const shown = notices.filter((notice) => !dismissed.has(notice))
  if (shown.length === 0) return null
  return (
    <Box component="aside" aria-label="Notices" sx={{ gridArea: 'notices' }}>
      {shown.map((notice) => (
        <Alert
          key={notice}
          severity="warning"
          variant="outlined"
          onClose={() => setDismissed((all) => new Set([...all, notice]))}
          sx={{ borderRadius: 0, borderWidth: '0 0 1px', py: 0, bgcolor: 'background.paper', color: 'text.primary' }}
        >
          {notice}
        </Alert>
      ))}
    </Box>
  )
}
