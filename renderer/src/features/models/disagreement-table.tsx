import Box from '@mui/material/Box'
import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableContainer from '@mui/material/TableContainer'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'

import type { Disagreement, Scoring } from '../../../../contract/scorings.ts'
import { RouterLink } from '../../components/router-link.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { formatCount } from '../../lib/numbers.ts'

interface DisagreementTableProps {
  disagreements: readonly Disagreement[]
  scoring: Scoring
  other: Scoring
  hasLabels: boolean
}

/** Flows that two models call differently, by what each says. */
export function DisagreementTable({ disagreements, scoring, other, hasLabels }: DisagreementTableProps) {
  return (
    <TableContainer
      tabIndex={0}
      role="region"
      aria-label="Where they disagree, scrolls"
      sx={{ maxHeight: 420, overflow: 'auto' }}
    >
      <Table size="small" stickyHeader aria-label="Where they disagree" sx={{ '& td, & th': { py: 0.5 } }}>
        <TableHead>
          <TableRow>
            <TableCell sx={{ '&&': { whiteSpace: 'normal' } }}>A: {scoring.model_id}</TableCell>
            <TableCell sx={{ '&&': { whiteSpace: 'normal' } }}>B: {other.model_id}</TableCell>
            <TableCell align="right">Flows</TableCell>
            {hasLabels && <TableCell align="right">A agrees with the label</TableCell>}
            {hasLabels && <TableCell align="right">B agrees with the label</TableCell>}
            <TableCell>Example flows</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {disagreements.map((each) => (
            <TableRow key={`${each.threat_type} ${each.other_threat_type}`}>
              <TableCell component="th" scope="row">
                <ThreatLabel threatType={each.threat_type} />
              </TableCell>
              <TableCell>
                <ThreatLabel threatType={each.other_threat_type} />
              </TableCell>
              <TableCell align="right">{formatCount(each.flows)}</TableCell>
              {hasLabels && <TableCell align="right">{formatCount(each.right)}</TableCell>}
              {hasLabels && <TableCell align="right">{formatCount(each.other_right)}</TableCell>}
              <TableCell>
                <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1 }}>
                  {each.example_flow_ids.map((id) => (
                    <RouterLink
                      key={id}
                      to={`/flows?capture_id=${String(scoring.capture_id)}&flow=${id}`}
                      aria-label={`Flow ${id}`}
                    >
                      {id}
                    </RouterLink>
                  ))}
                </Box>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  )
}
