import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import { formatCount, formatCounted, NO_SHARE } from '../lib/numbers.ts'
import { ThreatLabel } from './threat-label.tsx'
import { ThreatMark } from './threat-mark.tsx'
import { VISUALLY_HIDDEN } from './visually-hidden.ts'

interface ClassFigures {
  threat_type: string
  precision: number | null
  recall: number | null
  f1: number | null
  support: number
}

interface ConfusionMatrixProps {
  /** What it describes, such as the name of a capture. */
  name: string
  /** Counts by label (outer) and prediction (inner), in the order of classes. */
  confusion: { classes: readonly string[]; counts: readonly (readonly number[])[] }
  /** Adds precision, recall and F1 behind each label. */
  perClass?: readonly ClassFigures[]
}

/**
 * Labels down, predictions across; a cell is the stronger the more of its label's flows it holds. What is right and what
 * is not differ by hue and by weight, and every cell has its number.
 */
export function ConfusionMatrix({ name, confusion: { classes, counts }, perClass }: ConfusionMatrixProps) {
  const figures = new Map(perClass?.map((each) => [each.threat_type, each]))
  return (
    <>
      <TableContainer
        tabIndex={0}
        role="region"
        aria-label={`Confusion matrix of ${name}, scrolls horizontally`}
        sx={{ position: 'relative', border: 1, borderColor: 'divider', borderRadius: 1.5 }}
      >
        <Table
          size="small"
          aria-label={`Confusion matrix of ${name}`}
          sx={{ width: 'auto', minWidth: 1, '& td, & tbody th': { px: 0.75, py: 0.25 } }}
        >
          <TableHead>
            <TableRow>
              <TableCell sx={{ verticalAlign: 'bottom' }}>Label ↓ Prediction →</TableCell>
              {classes.map((threatType) => (
                <TableCell key={threatType} scope="col" align="center" sx={{ verticalAlign: 'bottom', px: 0.5 }}>
                  <Upright threatType={threatType} />
                </TableCell>
              ))}
              {perClass &&
                ['Flows', 'Precision', 'Recall', 'F1'].map((title) => (
                  <TableCell key={title} scope="col" align="right" sx={{ verticalAlign: 'bottom' }}>
                    {title}
                  </TableCell>
                ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {classes.map((label, row) => {
              const cells = counts[row] ?? []
              const total = cells.reduce((sum, count) => sum + count, 0)
              return (
                <TableRow key={label}>
                  <TableCell component="th" scope="row" sx={{ whiteSpace: 'nowrap' }}>
                    <ThreatLabel threatType={label} />
                  </TableCell>
                  {cells.map((count, column) => (
                    <TableCell
                      key={classes[column]}
                      align="right"
                      title={`${formatCounted(count, 'flow')} labelled ${label}, predicted as ${classes[column] ?? ''}`}
                      sx={{
                        minWidth: 34,
                        bgcolor: shade(count, total, row === column),
                        ...weight(count, row === column),
                      }}
                    >
                      {count === 0 ? <Zero /> : formatCount(count)}
                    </TableCell>
                  ))}
                  {perClass && <Figures figures={figures.get(label)} />}
                </TableRow>
              )
            })}
          </TableBody>
        </Table>
      </TableContainer>
      <Typography variant="caption" color="textSecondary" component="p" sx={{ mt: 0.5 }}>
        <Swatch colour={shade(1, 1, true)} /> predicted as labelled <Swatch colour={shade(1, 1, false)} /> predicted as
        something else; a stronger colour means a larger share of the flows with that label.
      </Typography>
    </>
  )
}

/** No flows: nothing to look at, but something to hear. */
function Zero() {
  return (
    <>
      <span aria-hidden>·</span>
      <Box component="span" sx={VISUALLY_HIDDEN}>
        0
      </Box>
    </>
  )
}

/** Strength by the square root of the share, so that one flow in a thousand can still be seen. */
function shade(count: number, total: number, isRight: boolean): string {
  if (count === 0 || total === 0) return 'transparent'
  const percent = 8 + 42 * Math.sqrt(count / total)
  const hue = isRight ? 'primary' : 'error'
  return `color-mix(in srgb, var(--mui-palette-${hue}-main) ${percent.toFixed(1)}%, transparent)`
}

function weight(count: number, isRight: boolean) {
  if (count === 0) return { color: 'text.secondary', opacity: 0.75 }
  return { fontWeight: isRight ? 620 : 450 }
}

function Swatch({ colour }: { colour: string }) {
  return (
    <Box
      component="span"
      aria-hidden
      sx={{ display: 'inline-block', width: 12, height: 10, borderRadius: 0.5, bgcolor: colour, mr: 0.25 }}
    />
  )
}

function Upright({ threatType }: { threatType: string }) {
  return (
    <Box component="span" sx={{ display: 'inline-flex', flexDirection: 'column', alignItems: 'center', gap: 0.5 }}>
      <Box component="span" sx={{ writingMode: 'vertical-rl', transform: 'rotate(180deg)', maxHeight: 190 }}>
        {threatType}
      </Box>
      <ThreatMark threatType={threatType} />
    </Box>
  )
}

function Figures({ figures }: { figures: ClassFigures | undefined }) {
  if (figures === undefined) return <TableCell colSpan={4} />
  const { precision, recall, f1, support } = figures
  return (
    <>
      <TableCell align="right" sx={{ borderLeft: 1, borderColor: 'divider' }}>
        {formatCount(support)}
      </TableCell>
      <TableCell align="right">{shareOf(precision)}</TableCell>
      <TableCell align="right">{shareOf(recall)}</TableCell>
      <TableCell align="right">{shareOf(f1)}</TableCell>
    </>
  )
}

/** A share of nothing says nothing. */
function shareOf(value: number | null) {
  if (value !== null) return value.toFixed(3)
  return (
    <>
      <span aria-hidden>{NO_SHARE}</span>
      <Box component="span" sx={VISUALLY_HIDDEN}>
        no flows
      </Box>
    </>
  )
}
