import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'
import type { Ref } from 'react'
import { Link } from 'react-router'

import type { AlertDetail } from '../../../../contract/alerts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { Ends } from '../../components/ends.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { SeverityLabel } from '../../components/severity-label.tsx'
import { ThreatMark } from '../../components/threat-mark.tsx'
import { formatCounted } from '../../lib/numbers.ts'
import { useOperation } from '../../lib/queries.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { AlertActions } from './alert-actions.tsx'
import { AlertFacts } from './alert-facts.tsx'
import { AlertFindings } from './alert-findings.tsx'
import { AlertPackets } from './alert-packets.tsx'
import { AlertReasons } from './alert-reasons.tsx'
import { AlertHistory } from './alert-history.tsx'
import { afterDecision } from './decisions.ts'
import { UnraisedMark } from './unraised-mark.tsx'
import type { AlertUpdate } from './use-alert-update.ts'

interface AlertDetailPaneProps {
  id: number | undefined
  update: AlertUpdate
  noteInput: Ref<HTMLTextAreaElement>
}

/** Everything known about one alert, and what can be decided. */
export function AlertDetailPane({ id, update, noteInput }: AlertDetailPaneProps) {
  const { data: alert, error, refetch } = useOperation('alerts.get', { id: id ?? 0 }, { enabled: id !== undefined })
  if (id === undefined) {
    return (
      <EmptyState title="No alert selected">
        Select one from the list, or press <kbd>j</kbd> and <kbd>k</kbd> to move through it.
      </EmptyState>
    )
  }
  if (error) {
    return (
      <Box sx={{ p: 2 }}>
        <ProblemNotice title="The alert could not be read" error={error} onRetry={() => void refetch()} />
      </Box>
    )
  }
  if (!alert) {
    return (
      <Box sx={{ p: 2, display: 'grid', gap: 1.5 }}>
        <Skeleton variant="rounded" height={48} />
        <Skeleton variant="rounded" height={220} />
        <Skeleton variant="rounded" height={120} />
      </Box>
    )
  }
  return <AlertBody alert={alert} update={update} noteInput={noteInput} />
}

function AlertBody({
  alert,
  update,
  noteInput,
}: {
  alert: AlertDetail
  update: AlertUpdate
  noteInput: Ref<HTMLTextAreaElement>
}) {
  return (
    <Box sx={{ p: 2, display: 'grid', gap: 2, gridTemplateColumns: 'minmax(0, 1fr)' }}>
      <div>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <ThreatMark threatType={alert.threat_type} size={13} />
          <Typography variant="h1" component="h2" sx={{ mr: 'auto' }}>
            {alert.threat_type}
          </Typography>
          <SeverityLabel severity={alert.severity} />
        </Box>
        <Typography sx={{ mt: 0.25, overflowWrap: 'anywhere' }}>
          {/* The links below have the place in the order of Tab: after the decision. */}
          <Ends {...alert} tabIndex={-1} />
        </Typography>
      </div>
      <UnraisedMark alert={alert} />
      <AlertActions alert={afterDecision(alert, update.decisions)} update={update} noteInput={noteInput} />
      {alert.findings.length > 0 && <AlertFindings id={alert.id} findings={alert.findings} />}
      <AlertFacts alert={alert} />
      <AlertPackets alert={alert} />
      {alert.raised && alert.scoring_id !== null && (
        <>
          <Button
            component={Link}
            to={addressOf('/flows', { alert_id: alert.id })}
            variant="outlined"
            sx={{ justifySelf: 'start' }}
          >
            Show {formatCounted(alert.flow_count, 'flow')}
          </Button>
          <AlertReasons id={alert.id} />
        </>
      )}
      <AlertHistory events={alert.events} />
    </Box>
  )
}
