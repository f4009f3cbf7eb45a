import type { BehaviourFinding } from './finding.ts'

type Told = Pick<
  BehaviourFinding,
  | 'kind'
  | 'source'
  | 'target'
  | 'port'
  | 'protocol'
  | 'first_us'
  | 'last_us'
  | 'flow_count'
  | 'numbers'
  | 'is_from_home'
>

/** What was noticed, in one sentence with its numbers. */
export function sentenceOf(finding: Told): string {
  const { kind, target, port, flow_count, numbers, first_us, last_us } = finding
  const span = spanText((last_us - first_us) / 1e6)
  const who = sourceText(finding)
  const where = target ?? counted(numbers.targets, 'target')
  const service = port === null ? where : `port ${String(port)} of ${where}`
  const silent = flow_count - numbers.answered
  switch (kind) {
    case 'vertical_scan':
      return `${who} tried ${counted(numbers.ports, 'port')} of ${where} in ${span}; ${number(silent)} of ${counted(flow_count, 'flow')} got no answer.`
    case 'horizontal_scan':
      return `${who} tried ${port === null ? counted(numbers.ports, 'port') : `port ${String(port)}`} of ${target ?? counted(numbers.targets, 'host')} in ${span}; ${number(silent)} of ${counted(flow_count, 'flow')} got no answer.`
    case 'icmp_sweep':
      return `${who} sent ICMP to ${counted(numbers.targets, 'host')} in ${span}.`
    case 'password_guessing':
      return `${who} opened ${counted(flow_count, 'short session')} with ${service} in ${span}${numbers.success_row === null ? '' : ', then a much larger one: a login may have succeeded'}.`
    case 'beacon':
    case 'slow_beacon':
      return `${who} called ${service} every ${periodText(numbers.median_period_s)} for ${span}: ${counted(flow_count, 'flow')}, ${share(numbers.regular_share)} of the periods within a quarter of that.`
    case 'flood':
      return `${who} opened ${counted(flow_count, 'flow')} to ${service} in ${span}, up to ${number(numbers.peak ?? 0)} in a minute.`
    case 'forged_flood':
      return `${counted(numbers.sources, 'source')} opened ${counted(flow_count, 'flow')} to ${service} in ${span} that got no answer.`
    case 'slow_flood':
      return `${who} held up to ${counted(numbers.peak ?? 0, 'connection')} with ${service} open at once, ${number(flow_count)} in ${span}.`
    case 'dns_tunnel':
      return `${who} sent ${counted(numbers.peak ?? 0, 'DNS query', 'DNS queries')} of ${number(Math.round(numbers.bytes / Math.max(1, numbers.peak ?? 1)))} bytes on average to ${where} in an hour.`
    case 'long_connection':
      return `${who} stayed connected with ${service} for ${span}.`
    case 'large_upload':
      return `${who} sent ${(numbers.bytes / 1e6).toFixed(0)} MB to ${where} within an hour.`
  }
}

function sourceText({ source, numbers }: Told): string {
  return source ?? `${counted(numbers.sources, 'source')} outside`
}

const number = (value: number): string => value.toLocaleString('en-US')

function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`
}

const share = (value: number | null): string => (value === null ? 'none' : `${String(Math.round(value * 100))}%`)

function periodText(seconds: number | null): string {
  if (seconds === null) return 'time'
  return seconds < 120 ? `${seconds.toFixed(seconds < 10 ? 1 : 0)} s` : `${(seconds / 60).toFixed(1)} min`
}

/** A span of time in the unit that suits it. */
function spanText(seconds: number): string {
  if (seconds < 1) return 'less than a second'
  if (seconds < 120) return `${seconds.toFixed(0)} s`
  if (seconds < 7200) return `${(seconds / 60).toFixed(0)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
