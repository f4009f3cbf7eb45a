import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { ClassScores, Evaluation } from '../../../../contract/scorings.ts'
import { ConfusionMatrix } from '../../components/confusion-matrix.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { formatCount, formatDecimals, NO_SHARE } from '../../lib/numbers.ts'
import { compareThreatTypes } from '../../lib/threats.ts'
import { formatInterval, formatRate } from './figures.ts'

/** Figures of a scoring against labels: the whole, class by class with intervals, and the confusion matrix. */
export function EvaluationFigures({ evaluation }: { evaluation: Evaluation }) {
  const { scoring, labelled, unlabelled, macro_f1, accuracy, fpr, fpr_interval, fnr, fnr_interval } = evaluation
  const { unknown_rate_benign, unknown_rate_threats } = evaluation
  const classes = evaluation.per_class.toSorted((one, other) => compareThreatTypes(one.threat_type, other.threat_type))
  const hasUnknown = (unknown_rate_benign ?? 0) > 0 || (unknown_rate_threats ?? 0) > 0
  return (
    <>
      <Typography variant="body2" color="textSecondary">
        {formatCount(labelled)} labelled flows
        {unlabelled > 0 && ` (${formatCount(unlabelled)} without a known label are excluded)`} · macro-F1{' '}
        {formatDecimals(macro_f1, 3)} · accuracy {formatDecimals(accuracy, 4)}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {formatRate(fpr)} of benign flows called a threat {formatInterval(fpr_interval, formatRate)} · {formatRate(fnr)}{' '}
        of threats called benign {formatInterval(fnr_interval, formatRate)}
        {hasUnknown &&
          ` · Unknown: ${formatRate(unknown_rate_benign)} of benign flows, ${formatRate(unknown_rate_threats)} of threats`}
      </Typography>
      <TableContainer
        tabIndex={0}
        role="region"
        aria-label={`Class by class for ${scoring.model_id}, scrolls horizontally`}
      >
        <Table
          size="small"
          aria-label={`Class by class for ${scoring.model_id}`}
          sx={{ '& td, & th': { py: 0.375, px: 1 } }}
        >
          <TableHead>
            <TableRow>
              <TableCell>Threat type</TableCell>
              <TableCell align="right">Precision</TableCell>
              <TableCell align="right">Recall</TableCell>
              <TableCell align="right">F1</TableCell>
              <TableCell align="right">Flows</TableCell>
            </TableRow>
          </TableHead>
          <TableBody>
            {classes.map((each) => (
              <ClassRow key={each.threat_type} scores={each} />
            ))}
          </TableBody>
        </Table>
      </TableContainer>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5, mb: 1.5 }}>
        In brackets: 95% confidence intervals (Wilson). With few flows they are wide and the figure is unreliable.
      </Typography>
      <ConfusionMatrix name={scoring.model_id} confusion={evaluation.confusion} />
    </>
  )
}

function ClassRow({ scores }: { scores: ClassScores }) {
  const { threat_type, precision, precision_interval, recall, recall_interval, f1, support } = scores
  return (
    <TableRow>
      <TableCell component="th" scope="row">
        <ThreatLabel threatType={threat_type} />
      </TableCell>
      <TableCell align="right">
        <Share value={precision} interval={precision_interval} />
      </TableCell>
      <TableCell align="right">
        <Share value={recall} interval={recall_interval} />
      </TableCell>
      <TableCell align="right">{formatDecimals(f1, 3)}</TableCell>
      <TableCell align="right">{formatCount(support)}</TableCell>
    </TableRow>
  )
}

function Share({ value, interval }: { value: number | null; interval: ClassScores['recall_interval'] }) {
  if (value === null) return NO_SHARE
  return (
    <>
      {value.toFixed(3)}{' '}
      <Box component="span" sx={{ color: 'text.secondary', fontSize: 11.5, whiteSpace: 'nowrap' }}>
        {formatInterval(interval, (limit) => limit.toFixed(3))}
      </Box>
    </>
  )
}
