import type { Capture, DialectId } from '../../../../contract/captures.ts'
import { formatBytes } from '../../lib/numbers.ts'

/** Names of file families, as their publishers call them. */
export const DIALECTS: Readonly<Record<DialectId, string>> = {
  corrected: 'CIC-IDS-2017 corrected',
  'machine-learning-csv': 'CIC-IDS-2017 MachineLearningCSV',
  'traffic-labelling': 'CIC-IDS-2017 TrafficLabelling',
  'cic-ddos-2019': 'CIC-DDoS-2019',
  'cse-cic-ids-2018': 'CSE-CIC-IDS-2018',
  cicflowmeter: 'CICFlowMeter',
  'python-cicflowmeter': 'Python cicflowmeter',
  packets: 'Packet capture',
  zeek: 'Zeek conn.log',
  'suricata-eve': 'Suricata EVE (flow)',
  nfdump: 'nfdump CSV',
  argus: 'Argus CSV',
  other: 'Other columns',
}

/** Offset from UTC in hours and minutes, such as UTC−03:00. */
export function formatOffset(minutes: number): string {
  const size = Math.abs(minutes)
  const clock = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `UTC${minutes < 0 ? '−' : '+'}${clock}`
}

/** Whether its instrument lacks features, so that its rows are conversations only and no model judged any. */
export function isUnjudged({ classified, conversations }: Capture): boolean {
  return classified === 0 && conversations > 0
}

/** Where its rows come from, with their size where that is known. */
export function originOf({ kind, size_bytes }: Pick<Capture, 'kind' | 'size_bytes'>): string {
  switch (kind) {
    case 'file':
      return formatBytes(size_bytes)
    case 'detections':
      return 'Sent to the local port'
    case 'stream':
      return `${formatBytes(size_bytes)}, followed live`
  }
}

/** What becomes of what its rows were read from when the capture is deleted. */
export function originAfterDeletion({ kind }: Pick<Capture, 'kind'>): string {
  switch (kind) {
    case 'file':
      return 'The original file is not touched.'
    case 'detections':
      return ''
    case 'stream':
      return 'Packets that AnomalyX recorded for it are deleted too; files of a folder that was followed are not touched.'
  }
}

/** Why a capture spans no time. */
export function whyNoTimes({ kind, status, rows_read }: Pick<Capture, 'kind' | 'status' | 'rows_read'>): string {
  if (kind === 'detections') return 'Time of each request'
  if (kind === 'stream') return rows_read === 0 ? 'No flows yet' : 'No times in its files'
  return status === 'importing' ? '—' : 'No times in the file'
}
