import { techniquesOf } from '../../flow/techniques.ts'
import { type Conversation, DAY_US, HOUR_US } from './conversation.ts'
import { type BehaviourFinding, type FindingNumbers, MOST_DISTINCT, MOST_ROWS, MOST_SHOWN } from './finding.ts'
import type { Hosts } from './hosts.ts'
import { type BehaviourKind, KIND_FACTS } from './kinds.ts'
import { sentenceOf } from './sentence.ts'

/** Findings of a capture at most; what would be another one is counted and not kept. */
const MOST_FINDINGS = 20_000

/** Who and what a finding is about; null for what does not tell it from others. */
export interface Subject {
  readonly kind: BehaviourKind
  readonly source: number | null
  readonly target: number | null
  readonly port: number | null
  readonly protocol: number
  readonly is_from_home: boolean
  readonly window: 'hour' | 'day'
}

/** Called for each flow that joins a finding. */
export type FlowListener = (row: number, key: string) => void

/** A finding that still grows. */
export class OpenFinding {
  readonly key: string
  readonly subject: Subject
  readonly source: string | null
  readonly target: string | null
  readonly ports = new Set<number>()
  readonly sources = new Set<number>()
  readonly targets = new Set<number>()
  readonly #rows: number[] = []
  readonly #onFlow: FlowListener | undefined
  /** Whether it is told once and then forgotten, while what it is about goes on. */
  readonly is_for_now: boolean
  first_us = Infinity
  last_us = -Infinity
  flow_count = 0
  answered = 0
  bytes = 0
  peak: number | null = null
  median_period_s: number | null = null
  regular_share: number | null = null
  periods_s: readonly number[] = []
  success_row: number | null = null

  constructor(key: string, subject: Subject, hosts: Hosts, onFlow: FlowListener | undefined, is_for_now = false) {
    this.is_for_now = is_for_now
    this.key = key
    this.subject = subject
    this.source = subject.source === null ? null : hosts.textOf(subject.source)
    this.target = subject.target === null ? null : hosts.textOf(subject.target)
    this.#onFlow = onFlow
  }

  /** The same for now: what is added to it is not added to this one. */
  forNow(hosts: Hosts): OpenFinding {
    const copy = new OpenFinding(this.key, this.subject, hosts, undefined, true)
    const { first_us, last_us, flow_count, answered, bytes, peak } = this
    const { median_period_s, regular_share, periods_s, success_row } = this
    Object.assign(copy, { first_us, last_us, flow_count, answered, bytes, peak })
    Object.assign(copy, { median_period_s, regular_share, periods_s, success_row })
    copy.#rows.push(...this.#rows)
    for (const port of this.ports) copy.ports.add(port)
    for (const source of this.sources) copy.sources.add(source)
    for (const target of this.targets) copy.targets.add(target)
    return copy
  }

  /** Adds a flow of which only row and time are known any more. */
  addRow(row: number, time_us: number): void {
    this.flow_count += 1
    if (this.#rows.length < MOST_ROWS) this.#rows.push(row)
    if (time_us < this.first_us) this.first_us = time_us
    if (time_us > this.last_us) this.last_us = time_us
    this.#onFlow?.(row, this.key)
  }

  add(flow: Conversation): void {
    this.addRow(flow.row, flow.time_us)
    if (flow.is_answered) this.answered += 1
    this.bytes += flow.forward_bytes + flow.backward_bytes
    note(this.ports, flow.port)
    note(this.sources, flow.source)
    note(this.targets, flow.target)
  }

  finish(hosts: Hosts): BehaviourFinding {
    const { kind, port, protocol, is_from_home } = this.subject
    const { severity, false_alarm, is_informational } = KIND_FACTS[kind]
    const numbers: FindingNumbers = {
      ...{ answered: this.answered, ports: this.ports.size, targets: this.targets.size, sources: this.sources.size },
      ...{ bytes: this.bytes, peak: this.peak, success_row: this.success_row },
      ...{ median_period_s: this.median_period_s, regular_share: this.regular_share, periods_s: this.periods_s },
    }
    const onlyOf = (values: Set<number>) => (values.size === 1 ? [...values][0]! : null)
    const only = (values: Set<number>) => {
      const code = onlyOf(values)
      return code === null ? null : hosts.textOf(code)
    }
    const about = {
      ...{ key: this.key, kind, protocol, is_from_home, numbers },
      port: port ?? (kind === 'horizontal_scan' ? onlyOf(this.ports) : null),
      ...{ source: this.source ?? only(this.sources), target: this.target ?? only(this.targets) },
      ...{ first_us: this.first_us, last_us: this.last_us, flow_count: this.flow_count },
    }
    const rank = is_informational ? 0 : severity + (is_from_home ? 1 : 0) + (this.success_row === null ? 0 : 1)
    const outside = techniquesOf(`outside_${kind}`)
    const techniques = is_from_home || outside.length === 0 ? techniquesOf(kind) : outside
    return {
      ...about,
      rows: [...this.#rows].sort((one, other) => one - other),
      some_ports: some(this.ports),
      some_sources: some(this.sources).map((code) => hosts.textOf(code)),
      some_targets: some(this.targets).map((code) => hosts.textOf(code)),
      severity: Math.min(3, rank),
      is_informational,
      sentence: sentenceOf(about),
      false_alarm,
      techniques,
    }
  }
}

export function note(set: Set<number>, value: number): void {
  if (set.size < MOST_DISTINCT) set.add(value)
}

const some = (values: Set<number>): number[] => [...values].sort((one, other) => one - other).slice(0, MOST_SHOWN)

/** Findings by key. */
export class FindingBook {
  readonly #hosts: Hosts
  readonly #onFlow: FlowListener | undefined
  readonly #open = new Map<string, OpenFinding>()
  /** Findings that are made or added to for now; null while all is for good. */
  #for_now: Map<string, OpenFinding> | null = null
  /** Findings that were not kept, because there were too many. */
  dropped = 0

  constructor(hosts: Hosts, onFlow?: FlowListener) {
    this.#hosts = hosts
    this.#onFlow = onFlow
  }

  /** The finding about a subject in the hour or day of a time; a new one when there is none, null when there are too many. */
  at(subject: Subject, time_us: number): OpenFinding | null {
    const key = this.keyOf(subject, time_us)
    const known = this.#open.get(key)
    if (this.#for_now !== null) return this.#atForNow(this.#for_now, key, subject, known)
    if (known !== undefined) return known
    if (this.#open.size >= MOST_FINDINGS) {
      this.dropped += 1
      return null
    }
    const finding = new OpenFinding(key, subject, this.#hosts, this.#onFlow)
    this.#open.set(key, finding)
    return finding
  }

  /**
   * All findings so far and what `tell` writes down beside them, in order of time. The book is then as it was before: what is
   * judged at the end of an hour or day is judged again when that is over.
   */
  finishForNow(tell: () => void): BehaviourFinding[] {
    const { dropped } = this
    const for_now = new Map<string, OpenFinding>()
    this.#for_now = for_now
    try {
      tell()
      return this.#inOrder([...new Map([...this.#open, ...for_now]).values()])
    } finally {
      this.#for_now = null
      this.dropped = dropped
    }
  }

  #atForNow(
    for_now: Map<string, OpenFinding>,
    key: string,
    subject: Subject,
    known: OpenFinding | undefined,
  ): OpenFinding | null {
    const told = for_now.get(key)
    if (told !== undefined) return told
    if (known === undefined && this.#open.size + for_now.size >= MOST_FINDINGS) return null
    const finding = known?.forNow(this.#hosts) ?? new OpenFinding(key, subject, this.#hosts, undefined, true)
    for_now.set(key, finding)
    return finding
  }

  keyOf({ kind, source, target, port, window }: Subject, time_us: number): string {
    const text = (code: number | null) => (code === null ? null : this.#hosts.textOf(code))
    const bucket = Math.floor(time_us / (window === 'hour' ? HOUR_US : DAY_US))
    return JSON.stringify([kind, text(source), text(target), port, window, bucket])
  }

  /** All findings so far, in order of time. */
  finish(): BehaviourFinding[] {
    return this.#inOrder([...this.#open.values()])
  }

  #inOrder(findings: readonly OpenFinding[]): BehaviourFinding[] {
    return findings
      .map((finding) => finding.finish(this.#hosts))
      .sort((one, other) => one.first_us - other.first_us || (one.key < other.key ? -1 : 1))
  }
}
