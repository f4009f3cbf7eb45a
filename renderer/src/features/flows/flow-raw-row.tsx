import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Typography from '@mui/material/Typography'
import { useId, useState } from 'react'

import type { FlowDetail } from '../../../../contract/flows.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { useOperation } from '../../lib/queries.ts'
import { rawRow } from './raw-row.ts'

/** The flow as it is stored, to be looked at and copied. */
export function FlowRawRow({ flow }: { flow: FlowDetail }) {
  const id = useId()
  const [isShown, setShown] = useState(false)
  const { data } = useOperation('flows.features', { id: flow.id })
  const text = data === undefined ? undefined : rawRow(flow, data.features)
  return (
    <Box component="section" aria-labelledby={id} sx={{ minWidth: 0 }}>
      <Typography variant="h3" id={id} sx={{ mb: 0.75 }}>
        Raw row
      </Typography>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Button
          variant="outlined"
          aria-expanded={isShown}
          disabled={text === undefined && !isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? 'Hide raw row' : 'Show raw row'}
        </Button>
        {text !== undefined && <CopyButton value={text} what="raw row" />}
      </Box>
      {isShown && text !== undefined && (
        <Box
          component="pre"
          role="group"
          aria-label="name=value"
          tabIndex={0}
          sx={{
            ...{ m: 0, mt: 1, p: 1, maxHeight: 260, overflow: 'auto', fontSize: 12 },
            ...{ border: 1, borderColor: 'divider', borderRadius: 1 },
          }}
        >
          {text}
        </Box>
      )}
    </Box>
  )
}
