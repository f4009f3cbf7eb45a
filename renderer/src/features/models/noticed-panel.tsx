import Table from '@mui/material/Table'
import TableBody from '@mui/material/TableBody'
import TableCell from '@mui/material/TableCell'
import TableHead from '@mui/material/TableHead'
import TableRow from '@mui/material/TableRow'
import Typography from '@mui/material/Typography'

import { MEASURED_BEHAVIOUR, MEASURED_PEERS, NOT_NOTICED } from '../../../../contract/measured-behaviour.ts'
import { Panel } from '../../components/panel.tsx'
import { RouterLink } from '../../components/router-link.tsx'

/** What AnomalyX notices across flows, whichever model is active, and how well. */
export function NoticedPanel() {
  return (
    <Panel title="Noticed without a model">
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        Detectors that look across flows run with every model. Their{' '}
        <RouterLink to="/settings/behaviour" underline="always">
          limits
        </RouterLink>{' '}
        were chosen beside these flows, so the figures are upper bounds.
      </Typography>
      <Table size="small" aria-label="What is noticed of labelled traffic">
        <TableHead>
          <TableRow>
            <TableCell>Traffic</TableCell>
            <TableCell>Noticed</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {MEASURED_BEHAVIOUR.map(({ traffic, noticed }) => (
            <TableRow key={traffic}>
              <TableCell>{traffic}</TableCell>
              <TableCell>{noticed}</TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Typography variant="body2" color="textSecondary" sx={{ mt: 2, mb: 1 }}>
        What others would notice of the same flows, by formulas written from their documentation: Zeek’s scan policy
        with its defaults, and RITA’s beacon score from 0.8 on.
      </Typography>
      <Table size="small" aria-label="Share of attack flows that AnomalyX and others notice">
        <TableHead>
          <TableRow>
            <TableCell>Share of attack flows noticed</TableCell>
            <TableCell align="right">AnomalyX</TableCell>
            <TableCell align="right">Zeek, scan policy</TableCell>
            <TableCell align="right">RITA, beacon score</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {MEASURED_PEERS.map(({ attack, anomalyx, zeek, rita }) => (
            <TableRow key={attack}>
              <TableCell>{attack}</TableCell>
              {[anomalyx, zeek, rita].map((share, at) => (
                <TableCell key={at} align="right">
                  {share}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <Typography variant="body2" color="textSecondary" sx={{ mt: 1 }}>
        {NOT_NOTICED}
      </Typography>
    </Panel>
  )
}
