/*
 * What is known of an open flow: one record of a pool, so that a million flows are a few hundred megabytes. What few flows
 * need is in records of other pools, which this one numbers.
 */

/** 64-bit floats of a flow. Times and gaps are in microseconds; `*_Q` is the sum of squares of the running recurrence. */
export const FIRST = 0
export const LAST_FORWARD = 1
export const LAST_BACKWARD = 2
/** Payload of one side: mean, q. */
export const FORWARD_LENGTH = 3
export const BACKWARD_LENGTH = 5
/** Payload of all packets: mean, q. */
export const LENGTH = 7
/** Gaps between packets: mean, q, max, min. */
export const GAP = 9
/** Gaps of one side: total, mean, q, max, min. */
export const FORWARD_GAP = 13
export const BACKWARD_GAP = 18
export const FLOW_FLOATS = 23

/** 32-bit words of a flow. */
export const KEY_SOURCE = 0
export const KEY_DESTINATION = 1
export const KEY_PORTS = 2
/** Protocol | IPv6 << 8, as in the packet's record, and the STATE bits. */
export const STATE = 3
export const FORWARD_PACKETS = 4
export const BACKWARD_PACKETS = 5
/** Payload bytes of a side; they go on in `Overflows` beyond 32 bits. */
export const FORWARD_BYTES = 6
export const BACKWARD_BYTES = 7
export const FORWARD_HEADERS = 8
export const BACKWARD_HEADERS = 9
/** Forward << 16 | backward. */
export const WINDOWS = 10
/** Code | type << 8 | TCP flags of the first packet << 16 | smallest forward header << 24. */
export const FIRST_PACKET = 11
/** Payload packets of one side in a row: {@link RUN_BEGIN} and the others, for forward and then for backward. */
export const FORWARD_RUN = 12
export const BACKWARD_RUN = 15
/** Records of other pools. */
export const FORWARD_BULK = 18
export const BACKWARD_BULK = 19
export const PERIODS = 20
export const WIDE_KEY = 21
/** First of the words that {@link HALVES} are in. */
const HALF_WORDS = 22
export const FLOW_WORDS = 31

/** 16-bit halves of a flow, counted from the begin of its words. Counters go on in `Overflows` beyond 65,535. */
const HALVES = HALF_WORDS * 2
export const FORWARD_MIN = HALVES
export const FORWARD_MAX = HALVES + 1
export const BACKWARD_MIN = HALVES + 2
export const BACKWARD_MAX = HALVES + 3
/** Eight counters, by bit of the TCP flags: FIN, SYN, RST, PSH, ACK, URG, ECE, CWR. */
export const FLAG_COUNTS = HALVES + 4
export const BACKWARD_PSH = HALVES + 12
export const BACKWARD_URG = HALVES + 13
export const BACKWARD_RST = HALVES + 14
export const FIRST_PAYLOAD = HALVES + 15
export const ACTIVE_DATA_PACKETS = HALVES + 16
/** Silences that begin a subflow by the original; by the corrected, where each packet begins one, packets without a time. */
export const SUBFLOW_COUNT = HALVES + 17

/** Words of a run, from its first: time of its first packet and of its last, signed and after {@link FIRST}. */
export const RUN_BEGIN = 0
export const RUN_LAST = 1
/** Bytes << 3 | packets, both as long as they are no bulk; 0 before the first packet. */
export const RUN_SIZE = 2

export const KIND_MASK = 0x1ff
/** The flow's source is the destination of its key. */
export const STATE_TURNED = 1 << 16
/** The last packet was backward. */
export const STATE_LAST_BACKWARD = 1 << 17
export const STATE_ONE_FIN = 1 << 18
export const STATE_BOTH_FIN = 1 << 19
export const STATE_CLOSED = 1 << 20
export const STATE_FORWARD_FIN = 1 << 21
export const STATE_BACKWARD_FIN = 1 << 22
/** Some counter went beyond its bits. */
export const STATE_OVERFLOWN = 1 << 23

/** Bulk transfers of one side. Floats: bytes and time of all. */
export const BULK_BYTES = 0
export const BULK_TIME = 1
export const BULK_FLOATS = 2
/** Words: how many, and their packets. */
export const BULKS = 0
export const BULK_PACKETS = 1
export const BULK_WORDS = 2

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
