import { z } from 'zod'

/**
 * How flows are measured. `corrected`: the flow meter behind the improved CIC-IDS-2017 files, revision of October 2022;
 * `original`: CICFlowMeter 4.
 */
export const ConventionSchema = z.enum(['corrected', 'original'])
export type Convention = z.infer<typeof ConventionSchema>
