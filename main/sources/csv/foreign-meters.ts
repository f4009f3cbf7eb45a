import { normaliseName } from '../../flow/names.ts'

/** Flow meters and datasets that people take for CICFlowMeter's, each by names that stand together in no other. */
const FOREIGN: readonly (readonly [meter: string, names: readonly string[]])[] = [
  ['NTLFlowLyzer (BCCC datasets)', ['packets_count', 'bytes_rate']],
  ['NTLFlowLyzer (BCCC datasets)', ['fwd_packets_count', 'bwd_packets_count']],
  ['NTLFlowLyzer (BCCC datasets)', ['payload_bytes_mean', 'fin_flag_counts']],
  ['the Zeek FlowMeter (HIKARI-2021, RT-IoT2022)', ['fwd_pkts_tot', 'bwd_pkts_tot']],
  ['the Zeek FlowMeter (HIKARI-2021, RT-IoT2022)', ['flow_pkts_payload.avg', 'fwd_pkts_payload.avg']],
  ['ALFlowLyzer', ['packets_numbers', 'sending_packets_numbers']],
  ['Zeek (TON_IoT)', ['src_ip_bytes', 'dst_ip_bytes', 'conn_state', 'missed_bytes']],
  ['RustiFlow', ['flow_expire_cause']],
  ['RustiFlow', ['timestamp_first', 'timestamp_last']],
  ['nfdump 1.7', ['firstSeen', 'srcAddr', 'dstAddr']],
  ['nfdump 1.7', ['firstSeen', 'srcIP', 'dstIP']],
  ['nfdump', ['ts', 'te', 'td', 'sa', 'da']],
  ['nfdump', ['Date first seen', 'Src IP Addr', 'Dst IP Addr']],
  ['Suricata (EVE)', ['event_type', 'src_ip', 'dest_ip']],
  ['Suricata (EVE)', ['flow.pkts_toserver', 'flow.pkts_toclient']],
  ['NetFlow (NF datasets such as NF-UNSW-NB15)', ['IN_BYTES', 'OUT_BYTES', 'L4_DST_PORT']],
  ['Argus and Zeek (UNSW-NB15)', ['sbytes', 'dbytes', 'sttl']],
  ['Argus (CTU-13, Bot-IoT)', ['StartTime', 'Dur', 'SrcBytes']],
  ['Argus (CTU-13, Bot-IoT)', ['stime', 'spkts', 'dpkts']],
  ['Zeek (conn.log)', ['uid', 'id.orig_h', 'id.resp_h']],
  ['Zeek (conn.log)', ['orig_bytes', 'resp_bytes', 'conn_state']],
  ['LycoSTand (LycoS-IDS2017)', ['fwd_pkt_cnt', 'bwd_pkt_cnt']],
  ['LycoSTand (LycoS-IDS2017)', ['fwd_pkt_hdr_len_tot', 'bwd_pkt_hdr_len_tot']],
  ['the CICIoT2023 feature extractor', ['Header_Length', 'Duration', 'fin_flag_number']],
  ['the CICIoT2023 feature extractor', ['Header_Length', 'Protocol Type', 'fin_flag_number']],
  ['nProbe or nfdump', ['ibyt', 'ipkt', 'obyt']],
  ['KDD Cup 99 or NSL-KDD', ['src_bytes', 'dst_bytes', 'dst_host_count']],
  ['ISCXFlowMeter (ISCX VPN and Tor 2016)', ['total_fiat', 'total_biat']],
  ['NFStream', ['src2dst_packets', 'dst2src_packets']],
  ['NFStream', ['bidirectional_first_seen_ms', 'bidirectional_packets']],
  ['Wireshark or tshark (packets, not flows)', ['No.', 'Time', 'Source', 'Destination', 'Length', 'Info']],
  ['Wireshark or tshark (packets, not flows)', ['frame.number', 'frame.len']],
  ['Wireshark or tshark (packets, not flows)', ['frame.time_epoch', 'ip.src']],
  ['Wireshark or tshark (packets, not flows; Edge-IIoTset)', ['frame.time', 'ip.src_host']],
  ['the conversations of Wireshark', ['Address A', 'Address B', 'Packets A → B']],
  ['Kitsune (N-BaIoT)', ['MI_dir_L5_weight', 'HH_L5_weight']],
  ['Tranalyzer', ['flowInd', 'flowStat', 'timeFirst']],
  ['ipfixprobe (CESNET datasets)', ['SRC_IP', 'BYTES_REV', 'PACKETS_REV']],
  ['ipfixprobe (CESNET datasets)', ['ipaddr SRC_IP', 'uint64 BYTES_REV']],
  ['ntopng', ['cli_ip', 'srv_ip', 'cli2srv_bytes']],
  ['SiLK (rwcut)', ['sIP', 'dIP', 'sTime']],
  ['YAF', ['start-time', 'end-time', 'riflags']],
  ['the flow logs of a cloud network (VPC)', ['srcaddr', 'dstaddr', 'log-status']],
  ['Snort (alert_csv)', ['msg', 'dgmlen', 'iplen']],
]

/** Name of the other meter that writes these columns (folded names), or undefined. */
export function foreignMeter(names: ReadonlySet<string>): string | undefined {
  return FOREIGN.find(([, telling]) => telling.every((name) => names.has(normaliseName(name))))?.[0]
}

/** Formats that are no table, told by what JSON objects have in them or by their first line. */
const JSON_KINDS: readonly (readonly [kind: string, keys: readonly string[]])[] = [
  ['the EVE JSON of Suricata', ['event_type', 'src_ip']],
  ['the EVE JSON of Suricata', ['event_type', 'timestamp']],
  ['a conn.log of Zeek in JSON', ['id.orig_h', 'uid']],
  ['a conn.log of Zeek in JSON', ['id_orig_h', 'uid']],
  ['nfdump JSON', ['first', 'last', 'in_packets']],
  ['tshark JSON', ['_source']],
]
/** Of these kinds import reads conversations, where each is one line. */
const READ_BY_LINE = /Suricata|Zeek/
const JSON_LINES = 'For behaviour alone, import it with one JSON object a line.'
const SEARCHED_LINES = 10
const ADVICE =
  'It has no table of the features that CICFlowMeter measures. Run CICFlowMeter on the same packets (.pcap) and import the CSV it writes.'

/**
 * What a file is that holds no table of features, in sentences; undefined when it may be one.
 * @param lines its first ones that are not blank
 */
export function noTableBecause(lines: readonly string[]): string | undefined {
  const zeek = lines.slice(0, SEARCHED_LINES)
  if (zeek.some((line) => line.startsWith('#separator ') || line.startsWith('#fields\t'))) {
    const path = /^#path\t(\w+)/.exec(zeek.find((line) => line.startsWith('#path')) ?? '')?.[1]
    return `The file is a ${path ?? 'conn'}.log of Zeek. ${ADVICE}`
  }
  const first = lines[0]!.trim()
  if (!/^[[{]/.test(first)) return undefined
  const keys = jsonKeys(first, lines)
  if (keys === undefined) return undefined
  const kind = JSON_KINDS.find(([, telling]) => telling.every((key) => keys.has(key)))?.[0] ?? 'JSON'
  return kind === 'JSON'
    ? 'The file is JSON. AnomalyX reads CSV tables of CICFlowMeter; flows in JSON can be sent to POST /threat-detection.'
    : `The file is ${kind}. ${ADVICE}${READ_BY_LINE.test(kind) ? ` ${JSON_LINES}` : ''}`
}

/** Keys of the object that a file begins with, in one line or in many; undefined for no JSON. */
function jsonKeys(first: string, lines: readonly string[]): ReadonlySet<string> | undefined {
  try {
    const parsed: unknown = JSON.parse(first.replace(/,$/, ''))
    const object: unknown = Array.isArray(parsed) ? parsed[0] : parsed
    return typeof object === 'object' && object !== null ? new Set(Object.keys(object)) : undefined
  } catch {
    const keys = lines
      .slice(0, 200)
      .flatMap((line) => [...line.matchAll(/"([\w.]{1,60})"\s*:/g)].map(([, key]) => key!))
    return keys.length === 0 ? undefined : new Set(keys)
  }
}
