import { normaliseName } from './names.ts'

/** One numeric property of a flow that a model may learn from. */
export interface Feature {
  /** Canonical name: the official CIC-IDS-2017 header, trimmed. */
  readonly name: string
  /** Other spellings seen in real files (corrected release, CICFlowMeter 3 and 4, CSE-CIC-IDS-2018, Python port). */
  readonly aliases: readonly string[]
  /** A rate over a zero duration has no value: such a cell is a missing value, not a fault of the row. */
  readonly may_be_missing: boolean
  /** Also a rate, which the meters that models know write as 0: it may be missing where the duration is 0, and only there. */
  readonly is_rate: boolean
}

function feature(name: string, ...aliases: readonly string[]): Feature {
  return { name, aliases, may_be_missing: false, is_rate: false }
}

function rate(name: string, ...aliases: readonly string[]): Feature {
  return { name, aliases, may_be_missing: true, is_rate: true }
}

function directedRate(name: string, ...aliases: readonly string[]): Feature {
  return { name, aliases, may_be_missing: false, is_rate: true }
}

/**
 * Every feature shared by the original and the corrected release, in the order of the official header.
 * Destination Port, flow id, addresses, protocol and times are left out on purpose: they identify the
 * testbed rather than the behaviour (D'hooge 2022, DIMVA). The header's second `Fwd Header Length` is a copy.
 */
export const FEATURES: readonly Feature[] = [
  feature('Flow Duration'),
  feature('Total Fwd Packets', 'Total Fwd Packet', 'Tot Fwd Pkts'),
  feature('Total Backward Packets', 'Total Bwd packets', 'Tot Bwd Pkts'),
  feature('Total Length of Fwd Packets', 'Total Length of Fwd Packet', 'TotLen Fwd Pkts', 'Fwd Packets Length Total'),
  feature('Total Length of Bwd Packets', 'Total Length of Bwd Packet', 'TotLen Bwd Pkts', 'Bwd Packets Length Total'),
  feature('Fwd Packet Length Max', 'Fwd Pkt Len Max'),
  feature('Fwd Packet Length Min', 'Fwd Pkt Len Min'),
  feature('Fwd Packet Length Mean', 'Fwd Pkt Len Mean'),
  feature('Fwd Packet Length Std', 'Fwd Pkt Len Std'),
  feature('Bwd Packet Length Max', 'Bwd Pkt Len Max'),
  feature('Bwd Packet Length Min', 'Bwd Pkt Len Min'),
  feature('Bwd Packet Length Mean', 'Bwd Pkt Len Mean'),
  feature('Bwd Packet Length Std', 'Bwd Pkt Len Std'),
  rate('Flow Bytes/s', 'Flow Byts/s'),
  rate('Flow Packets/s', 'Flow Pkts/s'),
  feature('Flow IAT Mean'),
  feature('Flow IAT Std'),
  feature('Flow IAT Max'),
  feature('Flow IAT Min'),
  feature('Fwd IAT Total', 'Fwd IAT Tot'),
  feature('Fwd IAT Mean'),
  feature('Fwd IAT Std'),
  feature('Fwd IAT Max'),
  feature('Fwd IAT Min'),
  feature('Bwd IAT Total', 'Bwd IAT Tot'),
  feature('Bwd IAT Mean'),
  feature('Bwd IAT Std'),
  feature('Bwd IAT Max'),
  feature('Bwd IAT Min'),
  feature('Fwd PSH Flags'),
  feature('Bwd PSH Flags'),
  feature('Fwd URG Flags'),
  feature('Bwd URG Flags'),
  feature('Fwd Header Length', 'Fwd Header Len'),
  feature('Bwd Header Length', 'Bwd Header Len'),
  directedRate('Fwd Packets/s', 'Fwd Pkts/s'),
  directedRate('Bwd Packets/s', 'Bwd Pkts/s'),
  feature('Min Packet Length', 'Packet Length Min', 'Pkt Len Min'),
  feature('Max Packet Length', 'Packet Length Max', 'Pkt Len Max'),
  feature('Packet Length Mean', 'Pkt Len Mean'),
  feature('Packet Length Std', 'Pkt Len Std'),
  feature('Packet Length Variance', 'Pkt Len Var'),
  feature('FIN Flag Count', 'FIN Flag Cnt'),
  feature('SYN Flag Count', 'SYN Flag Cnt'),
  feature('RST Flag Count', 'RST Flag Cnt'),
  feature('PSH Flag Count', 'PSH Flag Cnt'),
  feature('ACK Flag Count', 'ACK Flag Cnt'),
  feature('URG Flag Count', 'URG Flag Cnt'),
  feature('CWE Flag Count', 'CWR Flag Count', 'CWE Flag Cnt', 'CWR Flag Cnt'),
  feature('ECE Flag Count', 'ECE Flag Cnt'),
  feature('Down/Up Ratio'),
  feature('Average Packet Size', 'Avg Packet Size', 'Pkt Size Avg'),
  feature('Avg Fwd Segment Size', 'Fwd Segment Size Avg', 'Fwd Seg Size Avg'),
  feature('Avg Bwd Segment Size', 'Bwd Segment Size Avg', 'Bwd Seg Size Avg'),
  feature('Fwd Avg Bytes/Bulk', 'Fwd Bytes/Bulk Avg', 'Fwd Byts/b Avg'),
  feature('Fwd Avg Packets/Bulk', 'Fwd Packet/Bulk Avg', 'Fwd Packets/Bulk Avg', 'Fwd Pkts/b Avg'),
  directedRate('Fwd Avg Bulk Rate', 'Fwd Bulk Rate Avg', 'Fwd Blk Rate Avg'),
  feature('Bwd Avg Bytes/Bulk', 'Bwd Bytes/Bulk Avg', 'Bwd Byts/b Avg'),
  feature('Bwd Avg Packets/Bulk', 'Bwd Packet/Bulk Avg', 'Bwd Packets/Bulk Avg', 'Bwd Pkts/b Avg'),
  directedRate('Bwd Avg Bulk Rate', 'Bwd Bulk Rate Avg', 'Bwd Blk Rate Avg'),
  feature('Subflow Fwd Packets', 'Subflow Fwd Pkts'),
  feature('Subflow Fwd Bytes', 'Subflow Fwd Byts'),
  feature('Subflow Bwd Packets', 'Subflow Bwd Pkts'),
  feature('Subflow Bwd Bytes', 'Subflow Bwd Byts'),
  feature('Init_Win_bytes_forward', 'FWD Init Win Bytes', 'Init Fwd Win Byts', 'Init Fwd Win Bytes'),
  feature('Init_Win_bytes_backward', 'Bwd Init Win Bytes', 'Init Bwd Win Byts', 'Init Bwd Win Bytes'),
  feature('act_data_pkt_fwd', 'Fwd Act Data Pkts', 'Fwd Act Data Packets'),
  feature('min_seg_size_forward', 'Fwd Seg Size Min'),
  feature('Active Mean'),
  feature('Active Std'),
  feature('Active Max'),
  feature('Active Min'),
  feature('Idle Mean'),
  feature('Idle Std'),
  feature('Idle Max'),
  feature('Idle Min'),
]

export const FEATURE_COUNT = FEATURES.length

/** Whether a flow of such a duration may lack the feature. @param index into {@link FEATURES} */
export function mayBeMissing(index: number, flow_duration: number): boolean {
  const { may_be_missing, is_rate } = FEATURES[index]!
  return may_be_missing || (is_rate && flow_duration === 0)
}

export const FEATURE_NAMES: readonly string[] = FEATURES.map((each) => each.name)

const INDEX_BY_SPELLING: ReadonlyMap<string, number> = new Map(
  FEATURES.flatMap(({ name, aliases }, index) =>
    [name, ...aliases].map((spelling) => [normaliseName(spelling), index] as const),
  ),
)

/** Index into {@link FEATURES} of any known spelling, or undefined. */
export function featureIndex(spelling: string): number | undefined {
  return INDEX_BY_SPELLING.get(normaliseName(spelling))
}
