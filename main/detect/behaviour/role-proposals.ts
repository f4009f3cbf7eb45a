import { type Conversation, TCP, UDP } from './conversation.ts'
import type { BehaviourFinding } from './finding.ts'

export type Role = 'proxies' | 'dns_servers' | 'scanners'

/** A role that a host looks like it has, for a person to confirm. */
export interface RoleProposal {
  readonly role: Role
  readonly address: string
  /** How many hosts tell of it: clients, or targets of a scanner. */
  readonly evidence: number
}

const MOST_HOSTS = 10_000
const MOST_PEERS = 64
const DNS_PORT = 53
/** Ports on which proxies usually listen. */
const PROXY_PORTS: ReadonlySet<number> = new Set([1080, 3128, 8000, 8080, 8081, 8118, 8888, 9090])
const FEWEST_CLIENTS = 3
/** Hosts outside that a proxy has fetched from, at least. */
const FEWEST_FETCHED = 10

interface Seen {
  readonly dns_clients: Set<number>
  readonly proxy_clients: Set<number>
  readonly fetched: Set<number>
}

/** Notices hosts at home whose work looks like an attack because of what they are. */
export class RoleProposals {
  readonly #hosts = new Map<number, Seen>()

  add({ source, target, port, protocol, is_from_home, is_to_home, is_answered }: Conversation): void {
    if (!is_answered || (protocol !== TCP && protocol !== UDP)) return
    if (is_from_home && is_to_home) {
      if (port === DNS_PORT) note(this.#of(target)?.dns_clients, source)
      else if (protocol === TCP && PROXY_PORTS.has(port)) note(this.#of(target)?.proxy_clients, source)
    } else if (is_from_home) note(this.#of(source)?.fetched, target)
  }

  /** @param findings a source at home of scans is a scanner, one's own or not: a person knows */
  list(findings: readonly BehaviourFinding[], addressOf: (host: number) => string): RoleProposal[] {
    const proposals: RoleProposal[] = []
    for (const [host, { dns_clients, proxy_clients, fetched }] of this.#hosts) {
      if (dns_clients.size >= FEWEST_CLIENTS)
        proposals.push({ role: 'dns_servers', address: addressOf(host), evidence: dns_clients.size })
      if (proxy_clients.size >= FEWEST_CLIENTS && fetched.size >= FEWEST_FETCHED)
        proposals.push({ role: 'proxies', address: addressOf(host), evidence: proxy_clients.size })
    }
    const scans = findings.filter(({ kind, is_from_home }) => is_from_home && kind.endsWith('_scan'))
    for (const [address, own] of Map.groupBy(scans, ({ source }) => source)) {
      const evidence = own.reduce((sum, { numbers }) => sum + numbers.targets, 0)
      if (address !== null) proposals.push({ role: 'scanners', address, evidence })
    }
    return proposals.sort((one, other) => other.evidence - one.evidence)
  }

  #of(host: number): Seen | undefined {
    const known = this.#hosts.get(host)
    if (known !== undefined || this.#hosts.size >= MOST_HOSTS) return known
    const seen = { dns_clients: new Set<number>(), proxy_clients: new Set<number>(), fetched: new Set<number>() }
    this.#hosts.set(host, seen)
    return seen
  }
}

function note(peers: Set<number> | undefined, peer: number): void {
  if (peers !== undefined && peers.size < MOST_PEERS) peers.add(peer)
}
