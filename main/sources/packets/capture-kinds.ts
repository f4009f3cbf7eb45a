/** Files that people take for packet captures, by their first bytes (Latin-1), and how to get one out of them. */
const OTHER_KINDS: readonly (readonly [start: string, kind: string])[] = [
  ['snoop\0\0\0', 'a Solaris snoop capture'],
  ['GMBU', 'a Microsoft Network Monitor capture'],
  ['RTSS', 'a Microsoft Network Monitor 1 capture'],
  ['TRSNIFF data', 'a Sniffer capture'],
  ['XCP\0', 'a NetXRay or Windows Sniffer capture'],
  ['\x7fver', 'an EtherPeek capture'],
]

/** Sentences that say what a file is that begins so, and what to do with it. */
export function notPacketsBecause(start: Uint8Array): string {
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, 64)).toString('latin1')
  const [, kind] = OTHER_KINDS.find(([begin]) => text.startsWith(begin)) ?? []
  if (kind !== undefined) return `It is ${kind}. Convert it with "editcap -F pcapng IN OUT" of Wireshark.`
  if (text.startsWith('PK\x03\x04')) return 'It is a ZIP archive. Unpack it first.'
  if (start.length === 0) return 'It is empty.'
  const is_text = /^[\t\n\r\x20-\x7e]+$/.test(text)
  return is_text
    ? 'It is text. A CSV file of flows is imported and classified as it is.'
    : 'Its first bytes are neither those of pcap nor of pcapng, as it is or inside gzip or zstd.'
}
