import { resolve } from 'node:path'

import { type BehaviourCost, costOf, type Estimate, FalseAlerts } from '../detect/behaviour/false-alerts.ts'
import { KIND_FACTS } from '../detect/behaviour/kinds.ts'
import type { Judgement } from '../detect/behaviour/judgement.ts'
import type { RoleProposal } from '../detect/behaviour/role-proposals.ts'
import type { BehaviourSettings } from '../detect/behaviour/settings.ts'
import { openConversations } from '../sources/open-conversations.ts'
import { readBehaviourSettings } from './behaviour-settings.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, printJson, table, tell } from './output.ts'
import { stopsBySignal } from './signals.ts'

/**
 * Measures what the detectors across flows cost where nothing happened: false alerts for each day that a host was observed,
 * and the share of flows in them.
 */
export async function validateBehaviour(
  files: readonly string[],
  options: { readonly settings?: string | undefined; readonly json?: boolean | undefined },
): Promise<void> {
  const signal = stopsBySignal()
  const settings = await readBehaviourSettings(options.settings === undefined ? null : resolve(options.settings))
  const all = []
  for (const file of files) {
    const watched = await namingRefusals(file, watch(resolve(file), settings, signal))
    all.push({ file, ...watched })
    if (options.json !== true) {
      tellBlindness(file, watched.judgements)
      tellRoles(file, watched.proposals)
    }
  }
  const cost = costOf(all.map(({ counts }) => counts))
  if (options.json === true) {
    printJson({
      captures: all.map(({ file, judgements, proposals, counts: { flows, hosts, host_days } }) => ({
        ...{ file, flows, hosts, host_days, judgements, proposed_roles: proposals },
      })),
      ...cost,
      settings,
    })
  } else print(text(cost))
}

async function watch(path: string, settings: BehaviourSettings, signal: AbortSignal) {
  const watching = new FalseAlerts(settings)
  for await (const part of openConversations(path, signal)) watching.observe(part.batch, part.instrument)
  const { report, counts, proposals } = watching.close()
  return { counts, judgements: report.judgements, proposals }
}

/** What could not be judged raised no false alert either, which says nothing. */
function tellBlindness(file: string, judgements: readonly Judgement[]): void {
  for (const note of new Set(judgements.flatMap(({ note: each }) => each ?? []))) {
    const kinds = judgements.filter((each) => each.note === note).map(({ kind }) => KIND_FACTS[kind].title)
    tell(`${file}: ${kinds.length === judgements.length ? 'all behaviour' : kinds.join(', ')}: ${note}`)
  }
}

const ROLE_WORDS = {
  proxies: ['a proxy', 'clients at home'],
  dns_servers: ['a DNS server', 'clients at home'],
  scanners: ['a scanner', 'targets'],
} as const

function tellRoles(file: string, proposals: readonly RoleProposal[]): void {
  for (const { role, address, evidence } of proposals.slice(0, 20)) {
    const [what, whom] = ROLE_WORDS[role]
    tell(
      `${file}: ${address} looks like ${what} (${String(evidence)} ${whom}); if it is yours, add it to roles.${role}`,
    )
  }
}

function text({ flows, hosts, host_days, kinds }: BehaviourCost): string {
  const figures = table(
    ['behaviour', 'false alerts', 'a host-day', '95% interval', 'flows flagged', 'share', '95% interval'],
    kinds.map(({ kind, false_alerts, per_host_day, flagged, flagged_share }) => [
      kind === 'all' ? 'all' : KIND_FACTS[kind].title,
      String(false_alerts),
      per_host_day?.value.toFixed(3) ?? '-',
      interval(per_host_day, (value) => value.toFixed(3)),
      String(flagged),
      percent(flagged_share?.value),
      interval(flagged_share, percent),
    ]),
  )
  const observed = `${String(flows)} flows, taken as benign; ${String(hosts)} hosts at home observed for ${host_days.toFixed(2)} host-days`
  return `${observed}\n\n${figures}`
}

const percent = (share: number | undefined): string => (share === undefined ? '-' : `${(share * 100).toFixed(3)} %`)

const interval = (estimate: Estimate | null, show: (value: number) => string): string =>
  estimate === null ? '-' : `${show(estimate.low)} to ${show(estimate.high)}`
