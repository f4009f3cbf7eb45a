import type { InstrumentFacts, Untold } from '../../flow/conversations.ts'
import { BEHAVIOUR_KINDS, type BehaviourKind } from './kinds.ts'

/** Whether a kind of behaviour could be judged in a source; what is not `judged` says nothing about whether it is there. */
export interface Judgement {
  readonly kind: BehaviourKind
  readonly can_judge: boolean
  /** Why not, as "cannot judge: ..."; or what was left out; null when all flows were judged. */
  readonly note: string | null
}

/** Kinds that ask whether a host is at home. */
const NEEDS_HOME: ReadonlySet<BehaviourKind> = new Set(['beacon', 'slow_beacon', 'long_connection', 'large_upload'])

/** What a kind is judged by that some instruments do not tell. */
const NEEDS: Readonly<Partial<Record<BehaviourKind, readonly Untold[]>>> = {
  vertical_scan: ['answers'],
  horizontal_scan: ['answers'],
  password_guessing: ['answers', 'lengths'],
  forged_flood: ['answers'],
  slow_flood: ['durations'],
  dns_tunnel: ['lengths'],
  long_connection: ['durations'],
  large_upload: ['lengths'],
}

const UNTOLD: Readonly<Record<Untold, string>> = {
  answers: 'whether a conversation was answered',
  lengths: 'how many bytes went each way',
  durations: 'how long a conversation lasted',
}

const MINUTE_US = 60e6
/** So many times in whole minutes are no accident: one in 60 is by chance. */
const FEWEST_WHOLE_MINUTES = 4
/** Share of flows left out from which on nothing can be judged. */
const MOST_LEFT_OUT = 0.5

/** What of a source's flows detectors can see. */
export class Sight {
  has_home = false
  /** Whether some flow has packets both ways. */
  has_reply = false
  #instrument: Pick<InstrumentFacts, 'untold' | 'are_directions_apart'> | null = null
  #flows = 0
  #without_times = 0
  #without_addresses = 0
  #timed = 0
  #are_whole_minutes = true

  /** @param instrument of the flows that follow */
  begin(instrument: Pick<InstrumentFacts, 'untold' | 'are_directions_apart'>): void {
    this.#instrument = instrument
  }

  /** Whether the instrument does not tell what a kind is judged by. */
  lacks(kind: BehaviourKind): boolean {
    return this.#lackOf(kind) !== null
  }

  #lackOf(kind: BehaviourKind): string | null {
    const { untold = [], are_directions_apart = false } = this.#instrument ?? {}
    const needs = NEEDS[kind] ?? []
    const lack = needs.find((each) => untold.includes(each))
    if (lack !== undefined) return `the instrument does not tell ${UNTOLD[lack]}`
    return are_directions_apart && !this.has_reply && needs.includes('answers')
      ? 'no record has its other direction in the capture, so that nobody knows what was answered'
      : null
  }

  /** Whether a flow can be judged. */
  see(time_us: number, has_addresses: boolean): boolean {
    this.#flows += 1
    const has_time = time_us === time_us
    if (!has_time) this.#without_times += 1
    else {
      this.#timed += 1
      // One time with seconds tells, and the remainder of a large number costs as much as a detector.
      if (this.#are_whole_minutes && time_us % MINUTE_US !== 0) this.#are_whole_minutes = false
    }
    if (!has_addresses) this.#without_addresses += 1
    return has_time && has_addresses
  }

  get has_minutes_only(): boolean {
    return this.#timed >= FEWEST_WHOLE_MINUTES && this.#are_whole_minutes
  }

  /** @param late flows that came too far behind their time @param dropped flows of findings that were one too many */
  judgements(late: number, dropped: number): Judgement[] {
    const blind = this.#blindness(late)
    const left_out = this.#leftOut(late, dropped)
    return BEHAVIOUR_KINDS.map((kind) => {
      const reason =
        blind ??
        this.#lackOf(kind) ??
        (NEEDS_HOME.has(kind) && !this.has_home
          ? 'no source is in a home network, and none takes part in most flows; add the network to the settings'
          : null)
      return reason === null
        ? { kind, can_judge: true, note: left_out }
        : { kind, can_judge: false, note: `cannot judge: ${reason}` }
    })
  }

  /** Why nothing can be judged; null when something can. */
  #blindness(late: number): string | null {
    const flows = this.#flows
    if (flows === 0) return 'there are no flows'
    if (this.#without_addresses > flows * MOST_LEFT_OUT) return 'the capture does not tell addresses'
    if (this.#without_times > flows * MOST_LEFT_OUT) return 'the capture does not tell times'
    if (this.has_minutes_only) return 'the capture tells times in minutes only'
    if (late > flows * MOST_LEFT_OUT) return 'the flows are in no order of time'
    return null
  }

  #leftOut(late: number, dropped: number): string | null {
    const parts = [
      ...some(this.#without_addresses, 'have no address'),
      ...some(this.#without_times, 'have no time'),
      ...some(late, 'come too far behind their time'),
      ...some(dropped, 'would have been of more findings than are kept'),
    ]
    return parts.length === 0 ? null : `left out: ${parts.join('; ')}`
  }
}

const some = (flows: number, what: string): string[] => (flows === 0 ? [] : [`${String(flows)} flows that ${what}`])
