import { poissonInterval, wilsonInterval } from '../../flow/metrics.ts'
import { Behaviour } from './behaviour.ts'
import type { BehaviourReport } from './behaviour.ts'
import { HostDays } from './host-days.ts'
import { BEHAVIOUR_KINDS, type BehaviourKind, KIND_FACTS } from './kinds.ts'
import { type RoleProposal, RoleProposals } from './role-proposals.ts'
import type { BehaviourSettings } from './settings.ts'
import type { ConversationBatch, InstrumentFacts } from '../../flow/conversations.ts'

/** A figure and the 95% interval it lies in. */
export interface Estimate {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** What a kind of behaviour costs where nothing happened; `all` is every kind together. */
export interface KindCost {
  readonly kind: BehaviourKind | 'all'
  readonly false_alerts: number
  /** Null when no host was observed. */
  readonly per_host_day: Estimate | null
  readonly flagged: number
  /** Share of all flows; null when there are none. */
  readonly flagged_share: Estimate | null
}

/** False alerts of benign captures: all that is noticed in them is one. */
export interface BehaviourCost {
  readonly flows: number
  readonly hosts: number
  readonly host_days: number
  /** Each kind that raises alerts, then all of them. */
  readonly kinds: readonly KindCost[]
}

/** What was counted in one capture or several. */
export interface BehaviourCounts {
  readonly flows: number
  readonly hosts: number
  readonly host_days: number
  readonly alerts: ReadonlyMap<BehaviourKind | 'all', number>
  readonly flagged: ReadonlyMap<BehaviourKind | 'all', number>
}

const ALERTING = BEHAVIOUR_KINDS.filter((kind) => !KIND_FACTS[kind].is_informational)

/** Runs the detectors across flows over a capture in which nothing happened, and counts what they notice all the same. */
export class FalseAlerts {
  readonly #behaviour: Behaviour
  readonly #host_days = new HostDays()
  readonly #roles = new RoleProposals()
  readonly #known_roles: BehaviourSettings['roles']
  /** Flows of each finding. */
  readonly #rows = new Map<string, number[]>()

  constructor(settings: BehaviourSettings) {
    this.#known_roles = settings.roles
    this.#behaviour = new Behaviour(settings, {
      onFlow: (row, key) => {
        const rows = this.#rows.get(key)
        if (rows === undefined) this.#rows.set(key, [row])
        else rows.push(row)
      },
      ...{ host_days: this.#host_days, roles: this.#roles },
    })
  }

  observe(batch: ConversationBatch, facts?: InstrumentFacts): void {
    this.#behaviour.observe(batch, facts)
  }

  close(): { report: BehaviourReport; counts: BehaviourCounts; proposals: RoleProposal[] } {
    const report = this.#behaviour.close()
    const alerts = new Map<BehaviourKind | 'all', number>()
    const flagged = new Map<BehaviourKind | 'all', Set<number>>([['all', new Set()]])
    for (const { kind, key, is_informational } of report.findings) {
      if (is_informational) continue
      const rows = flagged.get(kind) ?? new Set()
      flagged.set(kind, rows)
      for (const each of [kind, 'all'] as const) {
        alerts.set(each, (alerts.get(each) ?? 0) + 1)
        for (const row of this.#rows.get(key) ?? []) flagged.get(each)?.add(row)
      }
    }
    const counts = {
      ...{ flows: report.flows, ...this.#host_days.sum(), alerts },
      flagged: new Map([...flagged].map(([kind, rows]) => [kind, rows.size])),
    }
    const proposals = this.#roles
      .list(report.findings, (host) => this.#behaviour.addressOf(host))
      .filter(({ role, address }) => !this.#known_roles[role].includes(address))
    return { report, counts, proposals }
  }
}

/** The cost over all captures that were counted. */
export function costOf(all: readonly BehaviourCounts[]): BehaviourCost {
  const sum = (of: (counts: BehaviourCounts) => number) => all.reduce((total, counts) => total + of(counts), 0)
  const flows = sum((counts) => counts.flows)
  const host_days = sum((counts) => counts.host_days)
  const kinds = [...ALERTING, 'all' as const].map((kind) => {
    const false_alerts = sum((counts) => counts.alerts.get(kind) ?? 0)
    const flagged = sum((counts) => counts.flagged.get(kind) ?? 0)
    return {
      ...{ kind, false_alerts, flagged },
      per_host_day: host_days === 0 ? null : rateOf(false_alerts, host_days),
      flagged_share: flows === 0 ? null : { value: flagged / flows, ...wilsonInterval(flagged / flows, flows) },
    }
  })
  return { flows, hosts: sum((counts) => counts.hosts), host_days, kinds }
}

function rateOf(events: number, host_days: number): Estimate {
  const { low, high } = poissonInterval(events)
  return { value: events / host_days, low: low / host_days, high: high / host_days }
}
