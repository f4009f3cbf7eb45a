import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import type { Capture } from '../../../../contract/captures.ts'
import { formatCount, formatShare } from '../../lib/numbers.ts'

type Kind = Capture['missing_cells'][number]['kind']

const KINDS: readonly (readonly [Kind, string])[] = [
  ['empty', 'Empty'],
  ['nan', 'NaN'],
  ['infinite', 'Infinity'],
  ['negative', '-1'],
]

/** How often a feature has no value, by how the file writes that. */
export function MissingSection({ capture }: { capture: Capture }) {
  const features = [...new Set(capture.missing_cells.map(({ feature }) => feature))]
  const cellsOf = (feature: string, kind: Kind) =>
    capture.missing_cells.find((each) => each.feature === feature && each.kind === kind)?.cells ?? 0
  return (
    <section aria-label="Cells without a value">
      <Typography variant="h3" sx={{ mt: 2, mb: 0.5 }}>
        Cells without a value
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 0.75 }}>
        In classified flows. Nothing is filled in: the model gets them as missing, or as −1.
      </Typography>
      <Table size="small" aria-label="Cells without a value" sx={{ '& td, & th': { py: 0.25 } }}>
        <TableHead>
          <TableRow>
            <TableCell>Feature</TableCell>
            {KINDS.map(([kind, title]) => (
              <TableCell key={kind} align="right">
                {title}
              </TableCell>
            ))}
            <TableCell align="right">Of all flows</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {features.map((feature) => {
            const counts = KINDS.map(([kind]) => cellsOf(feature, kind))
            const total = counts.reduce((sum, cells) => sum + cells, 0)
            return (
              <TableRow key={feature}>
                <TableCell component="th" scope="row">
                  {feature}
                </TableCell>
                {counts.map((cells, place) => (
                  <TableCell key={KINDS[place]?.[0]} align="right" sx={cells === 0 ? { color: 'text.secondary' } : {}}>
                    {formatCount(cells)}
                  </TableCell>
                ))}
                <TableCell align="right">{formatShare(total, capture.classified)}</TableCell>
              </TableRow>
            )
          })}
        </TableBody>
      </Table>
    </section>
  )
}
