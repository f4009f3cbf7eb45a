import type { MeterReport } from './capture-meter.ts'
import { counted, whole } from './packet-notices.ts'

/** Sentences for a person about what became of the packets: everything that is not simply metered. */
export function meterNotices(report: MeterReport): string[] {
  const { packets, out_of_order, left_out_of_order, dropped, unwritten, closed_for_room, closed_early, end, read_as } =
    report
  const notices = [
    `${counted(packets.read, 'packet')} read = ${whole(packets.metered)} metered + ${whole(packets.not_ip)} not IP + ${whole(packets.undecodable)} undecodable + ${whole(packets.cut)} cut.`,
  ]
  const fates = { not_ip: 'Not IP', undecodable: 'Undecodable', cut: 'Cut', metered: '' }
  for (const { fate, reason, packets: count } of packets.reasons) {
    notices.push(`${fates[fate]}: ${counted(count, 'packet')}, ${reason}.`)
  }
  notices.push(...read_as)
  if (end !== null) notices.push(`The capture was read up to byte ${whole(end.at_byte)}: ${end.reason}.`)
  if (out_of_order > left_out_of_order) {
    notices.push(
      `${counted(out_of_order - left_out_of_order, 'packet')} came later in the file than in time and ${out_of_order - left_out_of_order === 1 ? 'was' : 'were'} sorted.`,
    )
  }
  if (left_out_of_order > 0) {
    notices.push(
      `${counted(left_out_of_order, 'packet')} came later in the file than in time and ${left_out_of_order === 1 ? 'was' : 'were'} metered in the order of the file: some durations may be negative.`,
    )
  }
  if (unwritten > 0) {
    notices.push(`${counted(unwritten, 'flow')} of one packet: the original flow meter writes none of these.`)
  }
  if (dropped > 0)
    notices.push(`${counted(dropped, 'packet')} with a repeated FIN: the original flow meter drops these.`)
  if (closed_for_room > 0) {
    notices.push(
      `${counted(closed_for_room, 'flow')} were closed before the end of the capture because too many were open at once; ${whole(closed_early)} of these could have had more packets, which then began another flow.`,
    )
  }
  return notices
}
