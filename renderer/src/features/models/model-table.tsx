import Box from '@mui/material/Box'
import Chip from '@mui/material/Chip'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { Model } from '../../../../contract/models.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { SecondLine } from '../../components/second-line.tsx'
import { Time } from '../../components/time.tsx'
import { formatCompact, formatDecimals } from '../../lib/numbers.ts'
import { ModelActions } from './model-actions.tsx'
import type { ModelAction } from '../../components/use-library.ts'

/** The panel of the selected model lists all of them. */
const SHOWN_FILES = 3

interface ModelTableProps {
  models: readonly Model[]
  chosenId: string | undefined
  onAsk: (action: ModelAction, model: Model) => void
}

/** The models of the library, one a row. */
export function ModelTable({ models, chosenId, onAsk }: ModelTableProps) {
  return (
    <TableContainer tabIndex={0} role="region" aria-label="Models, scrolls" sx={{ maxHeight: '60vh' }}>
      <Table
        size="small"
        stickyHeader
        aria-label="Models"
        sx={{
          tableLayout: 'fixed',
          minWidth: 560,
          '& tbody td, & tbody th': { verticalAlign: 'top' },
          '& td, & th': { px: { xs: 0.75, lg: 1.25 } },
        }}
      >
        <TableHead>
          <TableRow>
            <TableCell>Model</TableCell>
            <TableCell sx={{ width: '31%' }}>Trained on</TableCell>
            <TableCell align="right" sx={{ width: 78 }}>
              Macro-F1
            </TableCell>
            <TableCell align="right" sx={{ width: 136 }}>
              Actions
            </TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {models.map((model) => (
            <TableRow key={model.id} selected={model.id === chosenId}>
              <TableCell component="th" scope="row">
                <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, minWidth: 0 }}>
                  <RouterLink
                    to={`/models?model=${encodeURIComponent(model.id)}`}
                    aria-current={model.id === chosenId ? 'true' : undefined}
                    title={model.id}
                    sx={{ fontWeight: 600, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
                  >
                    {model.id}
                  </RouterLink>
                  {model.is_active && <Chip color="primary" label="Active" />}
                  {model.without_benign && <Chip color="warning" variant="outlined" label="Never says Benign" />}
                </Box>
                <SecondLine>
                  <code title={model.model_sha256}>{model.model_sha256.slice(0, 12)}…</code>
                  <CopyButton value={model.model_sha256} what={`SHA-256 of ${model.id}`} />
                </SecondLine>
                <SecondLine>
                  {model.added_at === null ? (
                    'Built-in'
                  ) : (
                    <>
                      Added <Time at={model.added_at} precision="minute" />
                    </>
                  )}
                  {' · '}
                  {model.trainer}
                </SecondLine>
              </TableCell>
              <TableCell>
                <TrainedOn model={model} />
              </TableCell>
              <TableCell align="right">
                <MacroF1 model={model} />
              </TableCell>
              <TableCell align="right" sx={{ whiteSpace: 'nowrap' }}>
                <ModelActions model={model} onAsk={(action) => onAsk(action, model)} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ px: 1.25, py: 0.75 }}>
        Macro-F1 of each model is measured on held-out flows of its own training data, so the figures of two models
        cannot be compared.{' '}
        <RouterLink to="/models/compare" sx={{ textDecoration: 'underline' }}>
          Evaluate and compare
        </RouterLink>{' '}
        measures models on the same flows.
      </Typography>
    </TableContainer>
  )
}

/** The figure over all that was measured, which stands last; the others in its title. */
function MacroF1({ model: { metrics } }: { model: Model }) {
  const last = metrics.at(-1)
  if (last === undefined) return '—'
  const title = metrics.map(({ data, macro_f1 }) => `${data}: ${formatDecimals(macro_f1, 3)}`).join(', ')
  return <span title={title}>{formatDecimals(last.macro_f1, 3)}</span>
}

function TrainedOn({ model: { training_data: data } }: { model: Model }) {
  if (data.length === 0) return <SecondLine>Not stated in its manifest</SecondLine>
  return data.slice(0, SHOWN_FILES).map(({ name, rows, sha256 }) => (
    <Box key={sha256} title={`${name}, SHA-256 ${sha256}`} sx={{ display: 'flex', gap: 1, minWidth: 0 }}>
      <Box component="span" sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {name}
      </Box>
      <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
        {formatCompact(rows)} flows
      </Box>
    </Box>
  ))
}
