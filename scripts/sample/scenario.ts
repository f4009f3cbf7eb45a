import type { AttackKind } from './attacks.ts'

/** An attack of the day. */
export interface Attack {
  readonly kind: AttackKind
  /** Minutes after the capture's begin. */
  readonly start_minute: number
  readonly minutes: number
  /** Part of the file's rows, from 0 to 1. What the attacks leave is benign. */
  readonly share: number
}

/** Eight hours of a Tuesday. */
export const CAPTURE_BEGIN_US = Date.UTC(2026, 2, 10, 8, 30) * 1000
export const CAPTURE_MINUTES = 480

/** A day in which one intruder looks around, guesses passwords and, refused, turns to floods. */
export const ATTACKS_OF_THE_DAY: readonly Attack[] = [
  { kind: 'PortScan', start_minute: 42, minutes: 9, share: 0.07 },
  { kind: 'FTP-Patator', start_minute: 75, minutes: 22, share: 0.025 },
  { kind: 'SSH-Patator', start_minute: 128, minutes: 20, share: 0.02 },
  { kind: 'Bot', start_minute: 150, minutes: 200, share: 0.015 },
  { kind: 'DoS slowloris', start_minute: 190, minutes: 18, share: 0.025 },
  { kind: 'DoS GoldenEye', start_minute: 245, minutes: 10, share: 0.02 },
  { kind: 'DoS Hulk', start_minute: 290, minutes: 12, share: 0.06 },
  { kind: 'Web Attack - Brute Force', start_minute: 340, minutes: 15, share: 0.006 },
  { kind: 'DDoS', start_minute: 385, minutes: 15, share: 0.08 },
]

/** How busy the office is, by half-hours: people come, have lunch, leave. */
const BUSYNESS = [4, 7, 9, 10, 10, 9, 8, 5, 4, 6, 9, 10, 10, 9, 7, 5]

/** Part of the benign rows that is due by a time in minutes, from 0 to 1. */
export function benignProgress(minute: number): number {
  const half_hours = Math.min(minute / 30, BUSYNESS.length)
  let done = 0
  let total = 0
  BUSYNESS.forEach((weight, index) => {
    total += weight
    done += weight * Math.min(1, Math.max(0, half_hours - index))
  })
  return done / total
}

/** Part of an attack's rows that is due by a time in minutes, from 0 to 1. */
export function attackProgress({ start_minute, minutes }: Attack, minute: number): number {
  return Math.min(1, Math.max(0, (minute - start_minute) / minutes))
}
