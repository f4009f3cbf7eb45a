/** The conventions by which flows are measured. */
export const CONVENTIONS = ['corrected', 'original'] as const

/**
 * How flows are measured. `corrected`: the flow meter behind the improved CIC-IDS-2017 files, revision of October 2022;
 * `original`: CICFlowMeter 4.
 */
export type Convention = (typeof CONVENTIONS)[number]
