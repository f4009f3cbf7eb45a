import type { FEATURE_NAMES } from './feature-names.ts'

type FeatureName = (typeof FEATURE_NAMES)[number]

/** What the numbers of a feature count; `count` and `ratio` have no unit. */
export type FeatureUnit = 'us' | 'bytes' | 'bytes2' | 'packets' | 'bytes_s' | 'packets_s' | 'count' | 'ratio'

/** Features that tell of one side of a flow. */
export interface FeatureGroup {
  readonly title: string
  readonly features: readonly FeatureName[]
}

/** Every feature once, by what it means to a reader of flows. */
export const MEANING_GROUPS: readonly FeatureGroup[] = [
  { title: 'Time', features: ['Flow Duration'] },
  {
    title: 'Packets and bytes',
    features: [
      'Total Fwd Packets',
      'Total Backward Packets',
      'Total Length of Fwd Packets',
      'Total Length of Bwd Packets',
      'act_data_pkt_fwd',
      'Down/Up Ratio',
      'Flow Packets/s',
      'Fwd Packets/s',
      'Bwd Packets/s',
      'Flow Bytes/s',
      'Subflow Fwd Packets',
      'Subflow Bwd Packets',
      'Subflow Fwd Bytes',
      'Subflow Bwd Bytes',
    ],
  },
  {
    title: 'Sizes of packets',
    features: [
      'Min Packet Length',
      'Max Packet Length',
      'Packet Length Mean',
      'Packet Length Std',
      'Packet Length Variance',
      'Average Packet Size',
      'Fwd Packet Length Min',
      'Fwd Packet Length Max',
      'Fwd Packet Length Mean',
      'Fwd Packet Length Std',
      'Avg Fwd Segment Size',
      'Bwd Packet Length Min',
      'Bwd Packet Length Max',
      'Bwd Packet Length Mean',
      'Bwd Packet Length Std',
      'Avg Bwd Segment Size',
    ],
  },
  {
    title: 'Times between packets',
    features: [
      'Flow IAT Min',
      'Flow IAT Max',
      'Flow IAT Mean',
      'Flow IAT Std',
      'Fwd IAT Total',
      'Fwd IAT Min',
      'Fwd IAT Max',
      'Fwd IAT Mean',
      'Fwd IAT Std',
      'Bwd IAT Total',
      'Bwd IAT Min',
      'Bwd IAT Max',
      'Bwd IAT Mean',
      'Bwd IAT Std',
    ],
  },
  {
    title: 'Flags',
    features: [
      'SYN Flag Count',
      'ACK Flag Count',
      'PSH Flag Count',
      'FIN Flag Count',
      'RST Flag Count',
      'URG Flag Count',
      'ECE Flag Count',
      'CWE Flag Count',
      'Fwd PSH Flags',
      'Bwd PSH Flags',
      'Fwd URG Flags',
      'Bwd URG Flags',
    ],
  },
  {
    title: 'Headers and windows',
    features: [
      'Fwd Header Length',
      'Bwd Header Length',
      'min_seg_size_forward',
      'Init_Win_bytes_forward',
      'Init_Win_bytes_backward',
    ],
  },
  {
    title: 'Bulk transfers',
    features: [
      'Fwd Avg Bytes/Bulk',
      'Fwd Avg Packets/Bulk',
      'Fwd Avg Bulk Rate',
      'Bwd Avg Bytes/Bulk',
      'Bwd Avg Packets/Bulk',
      'Bwd Avg Bulk Rate',
    ],
  },
  {
    title: 'Active and idle times',
    features: [
      'Active Min',
      'Active Max',
      'Active Mean',
      'Active Std',
      'Idle Min',
      'Idle Max',
      'Idle Mean',
      'Idle Std',
    ],
  },
]

/** Unit of a feature, by what flow meters write; `count` for a name that is none. */
export function unitOfFeature(name: string): FeatureUnit {
  if (/^Flow Duration$| IAT |^(Active|Idle) /.test(name)) return 'us'
  if (name.endsWith('Packets/s')) return 'packets_s'
  if (/Bytes\/s$|Bulk Rate$/.test(name)) return 'bytes_s'
  if (name === 'Down/Up Ratio') return 'ratio'
  if (name === 'Packet Length Variance') return 'bytes2'
  if (/ Flags$| Flag Count$/.test(name)) return 'count'
  if (/^Total (Fwd|Backward) Packets$|^Subflow \w+ Packets$|Packets\/Bulk$|^act_data_pkt/.test(name)) return 'packets'
  return /Length|Size|Bytes|Segment|seg_size|Win_bytes/i.test(name) ? 'bytes' : 'count'
}
