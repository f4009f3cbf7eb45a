import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'

import type { Capture } from '../../../../contract/captures.ts'
import { INSTRUMENTS } from '../../../../contract/instruments.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Facts, type Fact } from '../../components/facts.tsx'
import { Time } from '../../components/time.tsx'
import { formatBytes, formatCount, formatDuration } from '../../lib/numbers.ts'
import { BehaviourSection } from './behaviour-section.tsx'
import { LabelSection } from './label-section.tsx'
import { MissingSection } from './missing-section.tsx'
import { UnreadSection } from './unread-section.tsx'
import { DIALECTS, formatOffset, isUnjudged } from './capture-words.ts'

/** Everything a number of this capture can be traced to: file, reading, model. */
export function DetailsDialog({ capture, onClose }: { capture: Capture; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth={capture.labelled > 0 ? 'lg' : 'sm'}
      fullWidth
      aria-labelledby="details-title"
    >
      <DialogTitle id="details-title" sx={{ overflowWrap: 'anywhere' }}>
        Details of {capture.name}
      </DialogTitle>
      <DialogContent>
        <Facts facts={factsOf(capture)} />
        {capture.notices.length > 0 && (
          <>
            <Typography variant="h3" sx={{ mt: 2 }}>
              How the file was read
            </Typography>
            <ul style={{ margin: '4px 0 0', paddingLeft: 18 }}>
              {capture.notices.map((notice) => (
                <li key={notice}>{notice}</li>
              ))}
            </ul>
          </>
        )}
        {capture.kind !== 'detections' && capture.status === 'ready' && <BehaviourSection captureId={capture.id} />}
        {capture.missing_cells.length > 0 && <MissingSection capture={capture} />}
        {capture.unread_cells.length > 0 && <UnreadSection capture={capture} />}
        {capture.labelled > 0 && capture.status === 'ready' && <LabelSection capture={capture} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  )
}

function factsOf(capture: Capture): Fact[] {
  const { first_flow_at, last_flow_at, elapsed_ms, model_sha256, sha256, confidence_threshold } = capture
  return [
    ...fact(
      capture.kind === 'detections' ? null : capture.size_bytes,
      'Size',
      (size) => `${formatBytes(size)} (${formatCount(size)} bytes)`,
    ),
    ...fact(sha256, 'SHA-256', (hash) => <Hash value={hash} what="SHA-256 of the file" />),
    ...fact(capture.dialect, 'Dialect', (dialect) => DIALECTS[dialect]),
    ...fact(capture.instrument, 'Flow meter', (instrument) => INSTRUMENTS[instrument]),
    ...fact(capture.utc_offset_minutes, 'Times read as', formatOffset),
    ...fact(first_flow_at, 'First flow', (at) => <Time at={at} precision="exact" />),
    ...fact(last_flow_at, 'Last flow', (at) => <Time at={at} precision="exact" />),
    { name: capture.kind === 'stream' ? 'Begun' : 'Imported', value: <Time at={capture.imported_at} /> },
    ...fact(elapsed_ms, 'Took', formatDuration),
    ...(isUnjudged(capture)
      ? [{ name: 'Model', value: 'No model can judge it; behaviour across its conversations raises alerts' }]
      : [
          ...fact(capture.model_id, 'Model', (id) => id),
          ...fact(model_sha256, 'Model SHA-256', (hash) => <Hash value={hash} what="SHA-256 of the model" />),
          ...fact(confidence_threshold, 'Alerts from', (threshold) => `a confidence of ${threshold}`),
        ]),
  ]
}

function fact<Value>(value: Value | null, name: string, show: (value: Value) => Fact['value']): Fact[] {
  return value === null ? [] : [{ name, value: show(value) }]
}

function Hash({ value, what }: { value: string; what: string }) {
  return (
    <>
      <code>{value}</code> <CopyButton value={value} what={what} />
    </>
  )
}
