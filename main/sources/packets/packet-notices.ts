/** Sentences about metered packets that do not tell all. */
export function packetNotices(shortened: number, untimed: number): string[] {
  const notices: string[] = []
  if (shortened > 0) {
    notices.push(
      `${counted(shortened, 'packet')} ${shortened === 1 ? 'was' : 'were'} captured only in part (snap length): what was left out is in no length of a flow, and a packet without its whole TCP or UDP header counts as one of another protocol. Flows look smaller than they were, so predictions for them are unreliable.`,
    )
  }
  if (untimed > 0) {
    notices.push(
      `${counted(untimed, 'packet')} ${untimed === 1 ? 'has' : 'have'} no time, or the time 0: ${untimed === 1 ? 'it is' : 'they are'} metered as of 1 January 1970.`,
    )
  }
  return notices
}

/** A count with its noun: `1 packet`, `2,000 packets`. */
export function counted(count: number, noun: string): string {
  return `${whole(count)} ${noun}${count === 1 ? '' : 's'}`
}

export const whole = (count: number) => count.toLocaleString('en-US')
