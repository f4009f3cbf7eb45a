import type { FlowTraffic } from '../../../contract/flows.ts'
import { formatCompact } from './numbers.ts'

/** 1234567 -> 1.23 s; as many digits as fit a column. */
export function formatFlowDuration(duration_us: number | null | undefined): string {
  if (duration_us === null || duration_us === undefined) return '—'
  if (duration_us < 1000) return `${duration_us.toFixed(0)} µs`
  if (duration_us < 1e6) return `${digits(duration_us / 1e3)} ms`
  return duration_us < 600e6 ? `${digits(duration_us / 1e6)} s` : `${digits(duration_us / 60e6)} min`
}

type Forward = 'forward_packets' | 'forward_bytes'
type Backward = 'backward_packets' | 'backward_bytes'

/** Amounts in both directions: from the source, and back to it. */
export function formatBothWays(
  traffic: Pick<FlowTraffic, Forward | Backward> | undefined,
  forward: Forward,
  backward: Backward,
): string {
  const shown = (amount: number | null | undefined) =>
    amount === null || amount === undefined ? '—' : formatCompact(amount)
  return `${shown(traffic?.[forward])} → ${shown(traffic?.[backward])} ←`
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : value.toFixed(0)
}
