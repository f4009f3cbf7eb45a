/*
 * What is known of an open flow: one record of a pool, so that a million flows are a few hundred megabytes. What few flows
 * need is in records of other pools, which this one numbers.
 */

/** 64-bit floats of a flow. Times and gaps are in microseconds; `*_Q` is the sum of squares of the running recurrence. */
export const FIRST = 0
export const LAST_FORWARD = 1
export const LAST_BACKWARD = 2
/** Payload of one side: sum, mean, q. */
export const FORWARD_BYTES = 3
export const BACKWARD_BYTES = 6
export const LENGTH_MEAN = 9
export const LENGTH_Q = 10
/** Gaps between packets: mean, q, max, min. */
export const GAP = 11
/** Gaps of one side: total, mean, q, max, min. */
export const FORWARD_GAP = 15
export const BACKWARD_GAP = 20
export const FLOW_FLOATS = 25

/** 32-bit words of a flow. */
export const KEY_SOURCE = 0
export const KEY_DESTINATION = 1
export const KEY_PORTS = 2
/** Protocol | IPv6 << 8, as in the packet's record. */
export const KEY_KIND = 3
export const KEY_HASH = 4
/** Bits of {@link STATE_TURNED} and the others. */
export const STATE = 5
export const FORWARD_PACKETS = 6
export const BACKWARD_PACKETS = 7
export const FORWARD_HEADERS = 8
export const BACKWARD_HEADERS = 9
/** Forward << 16 | backward. */
export const WINDOWS = 10
export const ACTIVE_DATA_PACKETS = 11
export const SUBFLOWS = 12
/** Code | type << 8 | TCP flags of the first packet << 16 | smallest forward header << 24. */
export const FIRST_PACKET = 13
/** Time of the only payload packet of a side so far, after {@link FIRST}; {@link NO_TIME} before there is one. */
export const FORWARD_PAYLOAD_AT = 14
export const BACKWARD_PAYLOAD_AT = 15
/** Records of other pools. */
export const FORWARD_BULK = 16
export const BACKWARD_BULK = 17
export const PERIODS = 18
export const WIDE_KEY = 19
/** First of the words that {@link HALVES} are in. */
const HALF_WORDS = 20
export const FLOW_WORDS = 29

/** 16-bit halves of a flow, counted from the begin of its words. Counters go on in `Overflows` beyond 65,535. */
const HALVES = HALF_WORDS * 2
export const FORWARD_MIN = HALVES
export const FORWARD_MAX = HALVES + 1
export const BACKWARD_MIN = HALVES + 2
export const BACKWARD_MAX = HALVES + 3
/** Size of the only payload packet of a side so far. */
export const FORWARD_PAYLOAD = HALVES + 4
export const BACKWARD_PAYLOAD = HALVES + 5
/** Eight counters, by bit of the TCP flags: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR. */
export const FLAG_COUNTS = HALVES + 6
export const BACKWARD_PSH = HALVES + 14
export const BACKWARD_URG = HALVES + 15
export const BACKWARD_RST = HALVES + 16
export const FIRST_PAYLOAD = HALVES + 17

export const NO_TIME = 0xffffffff

/** The flow's source is the destination of its key. */
export const STATE_TURNED = 1
/** The last packet was backward. */
export const STATE_LAST_BACKWARD = 2
export const STATE_ONE_FIN = 4
export const STATE_BOTH_FIN = 8
export const STATE_CLOSED = 16
export const STATE_FORWARD_FIN = 32
export const STATE_BACKWARD_FIN = 64
/** The first packet was forward. */
export const STATE_FORWARD_FIRST = 128
/** Some counter went beyond 16 bits. */
export const STATE_OVERFLOWN = 256

/** Bulk transfer of one side. Floats: begin and last packet of the run, bytes and time of all bulks. */
export const BULK_BEGIN = 0
export const BULK_LAST = 1
export const BULK_BYTES = 2
export const BULK_TIME = 3
export const BULK_FLOATS = 4
/** Words: packets and bytes of the run, bulks, and their packets. */
export const RUN_PACKETS = 0
export const RUN_BYTES = 1
export const BULKS = 2
export const BULK_PACKETS = 3
export const BULK_WORDS = 4

/** Active and idle periods. Floats: begin of the active period, mean, q, max, min of each, TCP time of earlier flows. */
export const ACTIVE_BEGIN = 0
export const ACTIVE = 1
export const IDLE = 5
export const EARLIER_TCP_TIME = 9
export const PERIOD_FLOATS = 10
/** Words: how many there were of each. */
export const ACTIVE_COUNT = 0
export const IDLE_COUNT = 1
export const PERIOD_WORDS = 2

/** IPv6 addresses of a flow's key: four words each. */
export const WIDE_WORDS = 8
