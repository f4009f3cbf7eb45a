import type { HostPlace } from '../../lib/host-addresses.ts'

/** What flows from a host, and flows to it, are called; of a pair, by whom they come from. */
export function sideNames({ address, peer }: HostPlace) {
  return peer === null || peer === address
    ? { as_source: 'As source', as_target: 'As target' }
    : { as_source: `From ${address}`, as_target: `From ${peer}` }
}
