export { ATTACK_KINDS, type AttackKind } from './attacks.ts'
export { type CaptureOptions, generateCapture, writeCapture } from './capture.ts'
export type { Instrument } from './instrument.ts'
export { type Attack, ATTACKS_OF_THE_DAY } from './scenario.ts'
