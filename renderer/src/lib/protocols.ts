import { PROTOCOL_NAMES } from '../../../contract/protocols.ts'

/** Name of an IANA protocol number, or the number where the name is rare. */
export function protocolName(protocol: number | null): string {
  if (protocol === null) return '—'
  return PROTOCOL_NAMES.get(protocol) ?? String(protocol)
}
