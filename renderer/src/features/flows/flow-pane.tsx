import CloseIcon from '@mui/icons-material/Close'
import Box from '@mui/material/Box'
import Button from '@mui/material/Button'
import IconButton from '@mui/material/IconButton'
import Skeleton from '@mui/material/Skeleton'
import Typography from '@mui/material/Typography'

import type { Flow, FlowDetail } from '../../../../contract/flows.ts'
import { Confidence } from '../../components/confidence.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Endpoint } from '../../components/ends.tsx'
import { Facts } from '../../components/facts.tsx'
import { ProblemNotice } from '../../components/problem-notice.tsx'
import { RouterLink } from '../../components/router-link.tsx'
import { useShortcuts } from '../../components/shortcut-provider.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { Time } from '../../components/time.tsx'
import { useCaptureName } from '../../components/use-captures.ts'
import { formatEndpoint } from '../../lib/endpoints.ts'
import { addressOfHost } from '../../lib/host-addresses.ts'
import { formatCount } from '../../lib/numbers.ts'
import { protocolName } from '../../lib/protocols.ts'
import { useOperation } from '../../lib/queries.ts'
import { addressOf } from '../../lib/search-filters.ts'
import { threatColour } from '../../lib/threats.ts'
import { FlowFeatures } from './flow-features.tsx'
import { FlowNeighbours } from './flow-neighbours.tsx'
import { FlowPackets } from './flow-packets.tsx'
import { FlowRawRow } from './flow-raw-row.tsx'
import { FlowReasons } from './flow-reasons.tsx'
import type { Narrow } from './narrow.ts'

interface FlowPaneProps {
  id: string
  onClose: () => void
  onNarrow: Narrow
}

/** One flow with everything that is known about it. */
export function FlowPane({ id, onClose, onNarrow }: FlowPaneProps) {
  useShortcuts({ Escape: onClose })
  const { data: flow, error, refetch } = useOperation('flows.get', { id })
  return (
    <Box
      component="aside"
      aria-labelledby="flow-title"
      sx={{
        width: 372,
        flex: 'none',
        p: 2,
        overflow: 'auto',
        bgcolor: 'background.paper',
        border: 1,
        borderColor: 'divider',
        borderRadius: 1.5,
      }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', mb: 1.5 }}>
        <Typography variant="h1" component="h2" id="flow-title" sx={{ mr: 'auto' }}>
          Flow {id}
        </Typography>
        <IconButton aria-label="Close flow" onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </Box>
      {error && <ProblemNotice title="The flow could not be read" error={error} onRetry={() => void refetch()} />}
      {!error && !flow && <Skeleton variant="rounded" height={320} />}
      {flow && (
        <>
          <FlowFacts flow={flow} onNarrow={onNarrow} />
          <FlowNeighbours flow={flow} />
          <Box sx={{ mt: 2.5 }}>
            <FlowPackets key={id} flow={flow} />
          </Box>
          <Box sx={{ mt: 2.5 }}>
            <FlowReasons id={id} />
          </Box>
          <Box sx={{ mt: 2.5 }}>
            <FlowFeatures id={id} />
          </Box>
          <Box sx={{ mt: 2.5 }}>
            <FlowRawRow flow={flow} />
          </Box>
        </>
      )}
    </Box>
  )
}

function FlowFacts({ flow, onNarrow }: { flow: FlowDetail; onNarrow: Narrow }) {
  const captureName = useCaptureName()
  const agreement = flow.label === null ? null : flow.label === flow.threat_type ? 'agrees' : 'differs'
  return (
    <>
      <Facts
        facts={[
          { name: 'Threat type', value: <ThreatLabel threatType={flow.threat_type} strong /> },
          { name: 'Confidence', value: <Confidence value={flow.confidence} colour={threatColour(flow.threat_type)} /> },
          { name: 'Label in file', value: flow.label === null ? 'None' : `${flow.label} (${agreement})` },
          {
            name: 'Time',
            value: (
              <>
                <Time at={flow.timestamp} precision="exact" />
                {flow.timestamp_source === 'import' && ' (import time; the file has none)'}
              </>
            ),
          },
          { name: 'Source', value: <EndpointOr address={flow.source_ip} port={flow.source_port} /> },
          { name: 'Destination', value: <EndpointOr address={flow.destination_ip} port={flow.destination_port} /> },
          {
            name: 'Protocol',
            value: flow.protocol === null ? 'Not recorded' : `${protocolName(flow.protocol)} (${flow.protocol})`,
          },
          {
            name: 'Capture',
            value: (
              <RouterLink to={addressOf('/', { capture_id: flow.capture_id })}>
                {captureName(flow.capture_id)}
              </RouterLink>
            ),
          },
          { name: 'Line', value: formatCount(flow.line_number) },
          ...(flow.source_ip === null || flow.destination_ip === null
            ? []
            : [
                { name: 'Five-tuple', value: <FiveTuple flow={flow} /> },
                {
                  name: 'Both hosts',
                  value: (
                    <RouterLink to={addressOfHost(flow.source_ip, flow.destination_ip)}>
                      All they did with each other
                    </RouterLink>
                  ),
                },
              ]),
          ...(flow.community_id === null
            ? []
            : [{ name: 'Community ID', value: <CommunityId id={flow.community_id} /> }]),
        ]}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 2.5 }}>
        <Button variant="outlined" onClick={() => onNarrow({ threat_type: flow.threat_type })}>
          Only {flow.threat_type}
        </Button>
        <Button variant="outlined" onClick={() => onNarrow({ capture_id: flow.capture_id })}>
          Only this capture
        </Button>
      </Box>
    </>
  )
}

function EndpointOr({ address, port }: { address: string | null; port: number | null }) {
  return address === null && port === null ? 'Not recorded' : <Endpoint address={address} port={port} />
}

/** What Zeek and Suricata call the conversation. */
function CommunityId({ id }: { id: string }) {
  return (
    <>
      {id} <CopyButton value={id} what="community ID" />
    </>
  )
}

/** The flow as other tools are asked for it. */
function FiveTuple({ flow }: { flow: Flow }) {
  const text = [
    formatEndpoint(flow.source_ip, flow.source_port),
    formatEndpoint(flow.destination_ip, flow.destination_port),
    protocolName(flow.protocol),
  ].join(' ')
  return (
    <>
      {text} <CopyButton value={text} what="five-tuple" />
    </>
  )
}
