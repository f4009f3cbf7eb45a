import { NO_NUMBER } from './flow-batch.ts'

const ICMP = 1
const ICMP_V6 = 58

export const isIcmp = (protocol: number): boolean => protocol === ICMP || protocol === ICMP_V6

export const ECHO_REPLY = 0

/**
 * Types that ask, and the types of their answers: echo, router, timestamp, information and address mask of ICMP; echo, router,
 * neighbour, node information and home agent of ICMPv6 (IANA). No number asks in one of them and answers in the other.
 */
const ANSWER_TYPES: ReadonlyMap<number, number> = new Map([
  [8, ECHO_REPLY],
  [10, 9],
  [13, 14],
  [15, 16],
  [17, 18],
  [128, 129],
  [133, 134],
  [135, 136],
  [139, 140],
  [144, 145],
])
const ASKING_TYPES: ReadonlyMap<number, number> = new Map([...ANSWER_TYPES].map(([asking, answer]) => [answer, asking]))

export const asks = (type: number): boolean => ANSWER_TYPES.has(type)

/** The type that asks, of one that asks or answers; undefined for one that does neither, as those of errors. */
export const questionOf = (type: number): number | undefined => (asks(type) ? type : ASKING_TYPES.get(type))

/** The type that answers one that asks, and the other way round; any other type itself. */
export const counterpartOf = (type: number): number => ANSWER_TYPES.get(type) ?? ASKING_TYPES.get(type) ?? type

/** Type and code of a message, NO_NUMBER where they are not told. */
export interface IcmpKind {
  readonly type: number
  readonly code: number
}

export const NO_ICMP_KIND: IcmpKind = { type: NO_NUMBER, code: NO_NUMBER }
