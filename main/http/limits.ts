const MIB = 2 ** 20

/** Limits of the port for all clients together, and how long it waits for each of them. */
export interface HttpLimits {
  /** Open connections; one more is answered with 503 and closed. */
  readonly connections: number
  /** Requests that are worked on at once, other than event streams and what needs no token. */
  readonly requests: number
  readonly event_streams: number
  /** Requests that may wait on one connection for the answers to those before them. */
  readonly pipelined_requests: number
  /** From the first byte of a request, or the opening of a connection, to the end of its headers. */
  readonly headers_ms: number
  /** How long a connection may stay open between two requests. */
  readonly keep_alive_ms: number
  /** A body must bring `body_progress_bytes` or its end in each such time; there is no limit to its whole time. */
  readonly body_idle_ms: number
  readonly body_progress_bytes: number
  /** How long an answer may wait for its reader to take any of it. */
  readonly answer_idle_ms: number
  /** How long the rest of a refused body is thrown away before the connection is closed. */
  readonly discard_ms: number
  readonly json_bytes: number
  /** Of a JSON body with many entries; none of them may be larger than another body (`json_bytes`). */
  readonly entries_bytes: number
  /** Objects and lists that such a body may consist of, if it is larger than others. */
  readonly json_parts: number
  /** JSON bodies that are held in memory at once, together. */
  readonly json_bytes_at_once: number
  readonly capture_bytes: number
  readonly bundle_bytes: number
  /** Space that uploads leave free on the disk of the data directory. */
  readonly kept_free_bytes: number
}

export const DEFAULT_LIMITS: HttpLimits = {
  connections: 128,
  requests: 32,
  event_streams: 16,
  pipelined_requests: 32,
  headers_ms: 10_000,
  keep_alive_ms: 5_000,
  body_idle_ms: 30_000,
  body_progress_bytes: 4096,
  answer_idle_ms: 30_000,
  discard_ms: 1_000,
  // The largest that the contract can mean, behaviour settings with a thousand items in each list, has a tenth of it.
  json_bytes: MIB,
  // Ten thousand flows with every feature have about 25 MB.
  entries_bytes: 32 * MIB,
  // Ten for each of ten thousand flows, which are flat as a rule.
  json_parts: 100_000,
  json_bytes_at_once: 64 * MIB,
  capture_bytes: 65_536 * MIB,
  bundle_bytes: 1100 * MIB,
  kept_free_bytes: 16 * MIB,
}
