import type { ReactNode } from 'react'

import type { Flow, FlowTraffic } from '../../../../contract/flows.ts'
import { Confidence } from '../../components/confidence.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { formatEndpoint } from '../../lib/endpoints.ts'
import { formatCount } from '../../lib/numbers.ts'
import { protocolName } from '../../lib/protocols.ts'
import { formatBothWays, formatFlowDuration } from '../../lib/traffic.ts'
import { threatColour } from '../../lib/threats.ts'
import { FEATURE_NAMES } from '../../../../contract/feature-names.ts'
import type { FlowColumn } from './columns-in-room.ts'
import { CellEndpoint } from './cell-endpoint.tsx'
import { featureTitle, formatFeature } from './feature-columns.ts'
import { FlowTime } from './flow-time.tsx'
import type { Narrow } from './narrow.ts'
import { NarrowButton } from './narrow-button.tsx'

/** A column of the flows' table. */
export interface FlowColumnView {
  field: FlowColumn
  name: string
  isNumber?: boolean
  /** What a cell says as text. */
  text?: (flow: Flow, traffic: FlowTraffic | undefined) => string
  /** What a cell shows where that is more than its text; what can be clicked in it takes the cell's tab index. */
  draw?: (flow: Flow, tabIndex: number) => ReactNode
}

/** All columns that the flows' table can have; threat types and captures narrow it when clicked. */
export function flowColumns(captureName: (id: number) => string, onNarrow: Narrow): readonly FlowColumnView[] {
  return [
    { field: 'timestamp', name: 'Time', draw: (flow) => <FlowTime flow={flow} /> },
    {
      field: 'threat_type',
      name: 'Threat type',
      draw: ({ threat_type }, tabIndex) => (
        <NarrowButton label={`Only ${threat_type}`} tabIndex={tabIndex} onClick={() => onNarrow({ threat_type })}>
          <ThreatLabel threatType={threat_type} />
        </NarrowButton>
      ),
    },
    {
      field: 'confidence',
      name: 'Confidence',
      draw: ({ confidence, threat_type }) => <Confidence value={confidence} colour={threatColour(threat_type)} />,
    },
    {
      field: 'source_ip',
      name: 'Source',
      text: ({ source_ip, source_port }) => formatEndpoint(source_ip, source_port),
      draw: ({ source_ip, source_port }, tabIndex) => (
        <CellEndpoint address={source_ip} port={source_port} tabIndex={tabIndex} />
      ),
    },
    {
      field: 'destination_ip',
      name: 'Destination',
      text: ({ destination_ip, destination_port }) => formatEndpoint(destination_ip, destination_port),
      draw: ({ destination_ip, destination_port }, tabIndex) => (
        <CellEndpoint address={destination_ip} port={destination_port} tabIndex={tabIndex} />
      ),
    },
    {
      field: 'duration',
      name: 'Duration',
      isNumber: true,
      text: (_flow, traffic) => formatFlowDuration(traffic?.duration_us),
    },
    {
      field: 'bytes',
      name: 'Bytes → ←',
      isNumber: true,
      text: (_flow, traffic) => formatBothWays(traffic, 'forward_bytes', 'backward_bytes'),
    },
    { field: 'protocol', name: 'Protocol', text: ({ protocol }) => protocolName(protocol) },
    { field: 'label', name: 'Label in file', text: ({ label }) => label ?? '—' },
    {
      field: 'capture_id',
      name: 'Capture',
      draw: ({ capture_id }, tabIndex) => (
        <NarrowButton
          label={`Only ${captureName(capture_id)}`}
          tabIndex={tabIndex}
          onClick={() => onNarrow({ capture_id })}
        >
          {captureName(capture_id)}
        </NarrowButton>
      ),
    },
    {
      field: 'packets',
      name: 'Packets → ←',
      isNumber: true,
      text: (_flow, traffic) => formatBothWays(traffic, 'forward_packets', 'backward_packets'),
    },
    { field: 'line_number', name: 'Line', isNumber: true, text: ({ line_number }) => formatCount(line_number) },
    ...FEATURE_NAMES.map((feature): FlowColumnView => ({
      field: feature,
      name: featureTitle(feature),
      isNumber: true,
      text: (_flow, traffic) => formatFeature(traffic?.features?.[feature]),
    })),
  ]
}
