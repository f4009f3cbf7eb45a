import { z } from 'zod'

import { TimestampSchema } from './common.ts'

/** A technique of MITRE ATT&CK that traffic of this kind belongs to. */
export const TechniqueSchema = z.object({
  id: z.string().describe('Such as T1046'),
  name: z.string(),
})
export type Technique = z.infer<typeof TechniqueSchema>

/** What a detector across flows noticed. */
export const FindingSchema = z.object({
  kind: z.string().describe('Kind of behaviour, such as vertical_scan'),
  title: z.string(),
  sentence: z.string().describe('What was noticed, with its numbers'),
  false_alarm: z.string().describe('What would make it a false alarm'),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  techniques: z.array(TechniqueSchema),
  first_seen: TimestampSchema,
  last_seen: TimestampSchema,
  flow_count: z.int().nonnegative(),
  answered: z.int().nonnegative().describe('Flows that the target answered'),
  ports: z.int().nonnegative().describe('Distinct target ports; 4096 stands for that many or more'),
  sources: z.int().nonnegative().describe('Distinct sources, likewise'),
  targets: z.int().nonnegative().describe('Distinct targets, likewise'),
  some_ports: z.array(z.int()),
  some_sources: z.array(z.string()),
  some_targets: z.array(z.string()),
  median_period_s: z.number().nullable().describe('Of a beacon'),
  regular_share: z.number().nullable().describe('Share of periods near the median'),
  periods_s: z.array(z.number()).describe('First periods of a beacon, in order of time'),
})
export type Finding = z.infer<typeof FindingSchema>

/** Whether a kind of behaviour could be judged in a capture. */
export const JudgementSchema = z.object({
  kind: z.string(),
  title: z.string(),
  can_judge: z.boolean().describe('False means that nothing is known, not that nothing is there'),
  note: z.string().nullable().describe('Why it cannot be judged, or what was left out'),
})
export type Judgement = z.infer<typeof JudgementSchema>
