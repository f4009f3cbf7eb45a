import type { GridColDef } from '@mui/x-data-grid'

import type { Flow } from '../../../../contract/flows.ts'
import { Confidence } from '../../components/confidence.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { formatEndpoint } from '../../lib/endpoints.ts'
import { formatCount } from '../../lib/numbers.ts'
import { protocolName } from '../../lib/protocols.ts'
import { threatColour } from '../../lib/threats.ts'
import { FlowTime } from './flow-time.tsx'
import type { Narrow } from './narrow.ts'
import { NarrowButton } from './narrow-button.tsx'

/** Columns of the grid; threat types and captures narrow it when clicked. */
export function flowColumns(captureName: (id: number) => string, onNarrow: Narrow): GridColDef<Flow>[] {
  return [
    { field: 'timestamp', headerName: 'Time', width: 190, renderCell: ({ row }) => <FlowTime flow={row} /> },
    {
      field: 'threat_type',
      headerName: 'Threat type',
      minWidth: 196,
      flex: 1,
      renderCell: ({ row, tabIndex }) => (
        <NarrowButton
          label={`Only ${row.threat_type}`}
          tabIndex={tabIndex}
          onClick={() => onNarrow({ threat_type: row.threat_type })}
        >
          <ThreatLabel threatType={row.threat_type} />
        </NarrowButton>
      ),
    },
    {
      field: 'confidence',
      headerName: 'Confidence',
      width: 112,
      renderCell: ({ row }) => <Confidence value={row.confidence} colour={threatColour(row.threat_type)} />,
    },
    {
      field: 'source_ip',
      headerName: 'Source',
      minWidth: 160,
      flex: 1,
      valueGetter: (_value, row) => formatEndpoint(row.source_ip, row.source_port),
    },
    {
      field: 'destination_ip',
      headerName: 'Destination',
      minWidth: 160,
      flex: 1,
      valueGetter: (_value, row) => formatEndpoint(row.destination_ip, row.destination_port),
    },
    { field: 'protocol', headerName: 'Protocol', width: 80, valueGetter: (_value, row) => protocolName(row.protocol) },
    { field: 'label', headerName: 'Label in file', width: 130, valueGetter: (_value, row) => row.label ?? '—' },
    {
      field: 'capture_id',
      headerName: 'Capture',
      width: 170,
      renderCell: ({ row, tabIndex }) => (
        <NarrowButton
          label={`Only ${captureName(row.capture_id)}`}
          tabIndex={tabIndex}
          onClick={() => onNarrow({ capture_id: row.capture_id })}
        >
          {captureName(row.capture_id)}
        </NarrowButton>
      ),
    },
    {
      field: 'line_number',
      headerName: 'Line',
      width: 92,
      align: 'right',
      headerAlign: 'right',
      valueGetter: (_value, row) => formatCount(row.line_number),
    },
  ]
}
