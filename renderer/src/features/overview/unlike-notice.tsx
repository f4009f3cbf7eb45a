import Alert from '@mui/material/Alert'

import type { Overview } from '../../../../contract/charts.ts'

/** Names the captures that as a whole are unlike what the model was trained on, and why. */
export function UnlikeNotice({ captures }: { captures: Overview['unlike_training'] }) {
  if (captures.length === 0) return null
  return (
    <Alert severity="warning" variant="outlined" sx={{ py: 0, fontSize: 12.5, overflowWrap: 'anywhere' }}>
      {captures.map(({ capture_id, name, reason }) => (
        <div key={capture_id}>
          <strong>{name}</strong>: {reason}
        </div>
      ))}
    </Alert>
  )
}
