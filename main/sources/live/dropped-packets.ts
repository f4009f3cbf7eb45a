const BY_TCPDUMP = /(\d+) packets? dropped by kernel/g
const BY_DUMPCAP = /received\/dropped on interface .*?: \d+\/(\d+)/g

/** Packets that the system lost, by the last count that a tool has told; null when it told none. */
export function droppedIn(told: string): number | null {
  const count = [...told.matchAll(BY_TCPDUMP), ...told.matchAll(BY_DUMPCAP)].at(-1)?.[1]
  return count === undefined ? null : Number(count)
}
