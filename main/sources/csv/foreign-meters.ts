import { normaliseName } from '../../flow/names.ts'

/** Flow meters and datasets that people take for CICFlowMeter's, each by names that stand together in no other. */
const FOREIGN: readonly (readonly [meter: string, names: readonly string[]])[] = [
  ['NTLFlowLyzer (BCCC datasets)', ['packets_count', 'bytes_rate']],
  ['NTLFlowLyzer (BCCC datasets)', ['fwd_packets_count', 'bwd_packets_count']],
  ['ALFlowLyzer', ['packets_numbers', 'sending_packets_numbers']],
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
  ['NFStream', ['bidirectional_first_seen_ms', 'bidirectional_packets']],
  ['Wireshark or tshark (packets, not flows)', ['No.', 'Time', 'Source', 'Destination', 'Length', 'Info']],
  ['Wireshark or tshark (packets, not flows)', ['frame.number', 'frame.len']],
]

/** Name of the other meter that writes these columns (folded names), or undefined. */
export function foreignMeter(names: ReadonlySet<string>): string | undefined {
  return FOREIGN.find(([, telling]) => telling.every((name) => names.has(normaliseName(name))))?.[0]
}
