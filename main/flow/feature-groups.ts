import { FEATURE_NAMES } from './features.ts'

/** Average sizes of bulk transfers: constant zero in the original CIC-IDS-2017, so derived tables drop them. */
const BULK = [
  'Fwd Avg Bytes/Bulk',
  'Fwd Avg Packets/Bulk',
  'Fwd Avg Bulk Rate',
  'Bwd Avg Bytes/Bulk',
  'Bwd Avg Packets/Bulk',
  'Bwd Avg Bulk Rate',
]

/** Flags that hardly any flow sets; some are constant zero in the original CIC-IDS-2017. */
const RARE_FLAGS = [
  'Bwd PSH Flags',
  'Fwd URG Flags',
  'Bwd URG Flags',
  'URG Flag Count',
  'CWE Flag Count',
  'ECE Flag Count',
]

/** Copies of the totals, as long as a flow is one subflow. */
const SUBFLOW = ['Subflow Fwd Packets', 'Subflow Fwd Bytes', 'Subflow Bwd Packets', 'Subflow Bwd Bytes']

/** Copies of the mean packet lengths. */
const SEGMENT_AVERAGES = ['Average Packet Size', 'Avg Fwd Segment Size', 'Avg Bwd Segment Size']

const ACTIVE_IDLE = ['Active', 'Idle'].flatMap((state) =>
  ['Mean', 'Std', 'Max', 'Min'].map((statistic) => `${state} ${statistic}`),
)

const INITIAL_WINDOW = ['Init_Win_bytes_forward', 'Init_Win_bytes_backward']

/**
 * Sets of features that tables derived from CICFlowMeter leave out together, each in the order of FEATURES. A trainer
 * measures what each costs; a table may lack any part of one.
 */
export const FEATURE_GROUPS: readonly (readonly string[])[] = [
  BULK,
  RARE_FLAGS,
  SUBFLOW,
  SEGMENT_AVERAGES,
  ACTIVE_IDLE,
  INITIAL_WINDOW,
  [...BULK, ...RARE_FLAGS],
  [...BULK, ...RARE_FLAGS, ...SUBFLOW, ...SEGMENT_AVERAGES],
  [...BULK, ...RARE_FLAGS, ...SUBFLOW, ...SEGMENT_AVERAGES, ...ACTIVE_IDLE],
].map((group) => FEATURE_NAMES.filter((name) => group.includes(name)))
