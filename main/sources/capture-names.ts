const ACCEPTED = /\.(csv|log|json|jsonl|ndjson|pcap|pcapng|cap)(\.gz|\.zst)?$/i
/** Logs in a folder are of many kinds; these are the names of those with conversations, rotated ones too. */
const FOUND = [
  /\.(csv|pcap|pcapng|cap)(\.gz|\.zst)?$/i,
  /(^|[._-])conn[._-](?!summary)(.*[._-])?(log|json|jsonl|ndjson)(\.gz|\.zst)?$/i,
  /(^|[._-])eve[._-](.*[._-])?(log|json|jsonl|ndjson)(\.gz|\.zst)?$/i,
]

/** Whether a file with this name may be a capture. */
export function isCaptureName(name: string): boolean {
  return ACCEPTED.test(name)
}

/** Whether a file of a folder is taken for a capture by its name. */
export function isFoundCapture(name: string): boolean {
  return FOUND.some((names) => names.test(name))
}
