import type { GridColDef } from '@mui/x-data-grid'

import type { Flow } from '../../../../contract/flows.ts'
import { Confidence } from '../../components/confidence.tsx'
import { ThreatLabel } from '../../components/threat-label.tsx'
import { formatEndpoint } from '../../lib/endpoints.ts'
import { formatCount } from '../../lib/numbers.ts'
import { protocolName } from '../../lib/protocols.ts'
import { threatColour } from '../../lib/threats.ts'
import { COLUMN_WIDTHS } from './columns-in-room.ts'
import { FlowTime } from './flow-time.tsx'
import type { Narrow } from './narrow.ts'
import { NarrowButton } from './narrow-button.tsx'

/** Columns of the grid; threat types and captures narrow it when clicked. */
export function flowColumns(captureName: (id: number) => string, onNarrow: Narrow): GridColDef<Flow>[] {
  return [
    {
      field: 'timestamp',
      headerName: 'Time',
      width: COLUMN_WIDTHS.timestamp,
      renderCell: ({ row }) => <FlowTime flow={row} />,
    },
    {
      field: 'threat_type',
      headerName: 'Threat type',
      minWidth: COLUMN_WIDTHS.threat_type,
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
      width: COLUMN_WIDTHS.confidence,
      renderCell: ({ row }) => <Confidence value={row.confidence} colour={threatColour(row.threat_type)} />,
    },
    {
      field: 'source_ip',
      headerName: 'Source',
      minWidth: COLUMN_WIDTHS.source_ip,
      flex: 1,
      valueGetter: (_value, row) => formatEndpoint(row.source_ip, row.source_port),
    },
    {
      field: 'destination_ip',
      headerName: 'Destination',
      minWidth: COLUMN_WIDTHS.destination_ip,
      flex: 1,
      valueGetter: (_value, row) => formatEndpoint(row.destination_ip, row.destination_port),
    },
    {
      field: 'protocol',
      headerName: 'Protocol',
      width: COLUMN_WIDTHS.protocol,
      valueGetter: (_value, row) => protocolName(row.protocol),
    },
    {
      field: 'label',
      headerName: 'Label in file',
      width: COLUMN_WIDTHS.label,
      valueGetter: (_value, row) => row.label ?? '—',
    },
    {
      field: 'capture_id',
      headerName: 'Capture',
      width: COLUMN_WIDTHS.capture_id,
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
      width: COLUMN_WIDTHS.line_number,
      align: 'right',
      headerAlign: 'right',
      valueGetter: (_value, row) => formatCount(row.line_number),
    },
  ]
}
