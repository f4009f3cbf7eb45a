import Alert from '@mui/material/Alert'
import Button from '@mui/material/Button'
import Dialog from '@mui/material/Dialog'
import DialogActions from '@mui/material/DialogActions'
import DialogContent from '@mui/material/DialogContent'
import DialogTitle from '@mui/material/DialogTitle'
import Typography from '@mui/material/Typography'

import type { Model } from '../../../../contract/models.ts'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { formatCounted } from '../../lib/numbers.ts'
import { type ModelAction, useModelAction } from '../../components/use-library.ts'

interface ActionDialogProps {
  action: ModelAction
  model: Model
  /** The model that classifies now. */
  active: Model | undefined
  onClose: () => void
}

const TITLES: Readonly<Record<ModelAction, string>> = {
  activate: 'Activate this model?',
  'roll-back': 'Roll back to this model?',
  delete: 'Delete this model?',
}

const BUTTONS: Readonly<Record<ModelAction, string>> = {
  activate: 'Activate',
  'roll-back': 'Roll back',
  delete: 'Delete model',
}

const FAILURES: Readonly<Record<ModelAction, string>> = {
  activate: 'The model could not be activated',
  'roll-back': 'The model could not be rolled back',
  delete: 'The model could not be deleted',
}

/** Asks before a model takes over or goes, and says what that means. */
export function ActionDialog({ action, model, active, onClose }: ActionDialogProps) {
  const carryOut = useModelAction(action, model, onClose)
  return (
    <Dialog
      open
      onClose={onClose}
      maxWidth="xs"
      role="alertdialog"
      aria-labelledby="model-action-title"
      aria-describedby="model-action-text"
    >
      <DialogTitle id="model-action-title">{TITLES[action]}</DialogTitle>
      <DialogContent>
        <Typography id="model-action-text" component="div">
          <strong>{model.id}</strong>{' '}
          {action === 'delete'
            ? 'will be deleted from the library; this cannot be undone. Its predictions stay, under its name and hash.'
            : 'will classify all imports and requests from now on. Existing predictions do not change; to score a capture again with this model, use the Captures page.'}
        </Typography>
        {action !== 'delete' && active && <Warnings model={model} active={active} />}
        {carryOut.error && <ProblemNotice title={FAILURES[action]} error={carryOut.error} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} autoFocus>
          Cancel
        </Button>
        <Button
          color={action === 'delete' ? 'error' : 'primary'}
          variant="contained"
          disabled={carryOut.isPending}
          onClick={() => carryOut.mutate()}
        >
          {BUTTONS[action]}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

/** What a person should know before a model takes the place of another. */
function Warnings({ model, active }: { model: Model; active: Model }) {
  const lacking = active.classes.filter((name) => !model.classes.includes(name))
  const measured = new Set(active.metrics.map(({ data, rows }) => `${data} ${rows}`))
  const isComparable = model.metrics.some(({ data, rows }) => measured.has(`${data} ${rows}`))
  const warnings = [
    ...(model.without_benign ? ['It never says Benign: every flow is a threat to it, harmless ones included.'] : []),
    ...(lacking.length === 0
      ? []
      : [
          `It cannot name ${formatCounted(lacking.length, 'threat type')} that ${active.id} can: ${lacking.join(', ')}.`,
        ]),
    ...(isComparable
      ? []
      : [
          `It was not measured on the flows that ${active.id} was measured on, so their figures cannot be compared. Score one labelled capture with both and compare them first.`,
        ]),
  ]
  if (warnings.length === 0) return null
  return (
    <Alert severity="warning" variant="outlined" sx={{ mt: 1.5 }}>
      {warnings.map((warning) => (
        <div key={warning}>{warning}</div>
      ))}
    </Alert>
  )
}
