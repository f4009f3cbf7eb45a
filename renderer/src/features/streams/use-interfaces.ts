import { useQuery } from '@tanstack/react-query'

import type { InterfaceList } from '../../../../contract/streams.ts'
import { call } from '../../lib/client.ts'
import { queryKey } from '../../lib/queries.ts'

/** Interfaces of this machine as they are whenever a dialog begins to show them: no event tells of theirs. */
export function useInterfaces() {
  return useQuery({
    queryKey: queryKey('streams.interfaces', {}),
    queryFn: () => call('streams.interfaces', {}),
    refetchOnMount: 'always',
  })
}

type Interface = InterfaceList['interfaces'][number]

/** Those that are up first, otherwise in their order. */
export function upFirst(interfaces: readonly Interface[]): readonly Interface[] {
  return interfaces.toSorted((one, other) => Number(other.is_up) - Number(one.is_up))
}

/** The one that is most likely meant: the first that is up and has an address by which others reach it. */
export function likelyInterface(interfaces: readonly Interface[]): string | null {
  const up = upFirst(interfaces)
  const isReached = ({ is_up, addresses }: Interface) => is_up && addresses.some((address) => !isLocal(address))
  return (up.find(isReached) ?? up[0])?.name ?? null
}

/** Loopback, and addresses that hold on one link only. */
function isLocal(address: string): boolean {
  return /^(127\.|::1$|fe80:|169\.254\.)/i.test(address)
}
