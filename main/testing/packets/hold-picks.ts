import { CaptureMeter, type MeterOptions, type MeterReport } from '../../sources/packets/capture-meter.ts'
import { CONVENTIONS } from '../../sources/packets/convention.ts'
import { FlowFinder } from '../../sources/packets/flow-finder.ts'
import { PacketPicker } from '../../sources/packets/packet-picker.ts'
import { IS_IPV6, KIND, PORTS, SOURCE } from '../../sources/packets/packet-record.ts'
import { PacketSection } from '../../sources/packets/packet-section.ts'

/** A flow as it is compared: all that is measured of it, bit by bit. */
interface Snapshot {
  readonly text: string
  readonly packets: number
  /** Address and port. */
  readonly source: string
  /** Connection time of earlier flows that it counts on. */
  readonly earlier_us: number
}

interface Metered {
  readonly flows: readonly Snapshot[]
  readonly report: MeterReport
}

const CHUNK_BYTES = 997

export function meterAll(file: Buffer, options: MeterOptions): Metered {
  const flows: Snapshot[] = []
  const meter = new CaptureMeter(options, (flow) => {
    const { key_addresses, key_ports, is_turned, is_ipv6, protocol, first_us, measures } = flow
    const { forward_packets, backward_packets } = flow
    const addresses = [...key_addresses.subarray(0, is_ipv6 ? 8 : 1), ...(is_ipv6 ? [] : [key_addresses[4]])]
    const half = addresses.length / 2
    const source = [addresses.slice(0, half).join('.'), key_ports >>> 16]
    const destination = [addresses.slice(half).join('.'), key_ports & 0xffff]
    const ends = is_turned ? [destination, source] : [source, destination]
    const bits = Buffer.from(measures.slice().buffer).toString('hex')
    const earlier_us = (measures.at(-1) ?? 0) - (protocol === 6 ? (measures[0] ?? 0) : 0)
    flows.push({
      text: JSON.stringify([ends, protocol, first_us, bits]),
      packets: forward_packets + backward_packets,
      source: JSON.stringify(ends[0]),
      earlier_us,
    })
  })
  for (let at = 0; at < file.length; at += CHUNK_BYTES) {
    if (!meter.push(file.subarray(at, at + CHUNK_BYTES))) break
  }
  while (meter.drain(3));
  return { flows, report: meter.report() }
}

interface Picked {
  readonly file: Buffer
  readonly packets: number
  /** Address and port that the first of them came from. */
  readonly first_source: string
}

/** The packets of some flows of a capture, as a pcapng file. */
export function pick(file: Buffer, options: MeterOptions, wanted: ReadonlySet<number>): Picked {
  const finder = new FlowFinder(options, wanted)
  readAll(file, finder)
  if (!finder.is_done) throw new Error('a flow was not found again')
  const section = new PacketSection(['a test'])
  let first_source = ''
  const picker = new PacketPicker(options, finder.found(), (packet, words, base) => {
    if (section.packets === 0) first_source = sourceOf(words, base)
    section.add(packet)
  })
  readAll(file, picker)
  return { file: section.take(), packets: section.packets, first_source }
}

function sourceOf(words: Uint32Array, base: number): string {
  const is_ipv6 = ((words[base + KIND] ?? 0) & IS_IPV6) !== 0
  const address = [...words.subarray(base + SOURCE, base + SOURCE + (is_ipv6 ? 4 : 1))].join('.')
  return JSON.stringify([address, (words[base + PORTS] ?? 0) >>> 16])
}

function readAll(file: Buffer, reader: { push(chunk: Buffer): boolean; drain(most: number): boolean }): void {
  for (let at = 0; at < file.length; at += CHUNK_BYTES) {
    if (!reader.push(file.subarray(at, at + CHUNK_BYTES))) break
  }
  while (reader.drain(3));
}

/**
 * Whatever a capture holds, the packets of a flow are exactly its own: metered again they give that flow, bit by bit, and
 * with those in no flow they are all packets that were read. A flow that goes on from an earlier one has its direction and
 * connection time from there, which its own packets do not tell: it is the same where all flows are saved together.
 * @throws Error when something does not hold
 * @returns flows that were compared
 */
export function holdPicks(file: Buffer, more: Partial<MeterOptions> = {}): number {
  let compared = 0
  for (const convention of CONVENTIONS) {
    // A window is larger than the file, unless another is to be looked at: those by default take long to make.
    const options: MeterOptions = { convention, window_packets: 512, ...more }
    const { flows, report } = meterAll(file, options)
    const is_in_order = report.left_out_of_order === 0
    const again = (saved: Buffer) => meterAll(saved, { ...options, is_file_order: !is_in_order })
    let in_flows = 0
    for (const [index, flow] of flows.entries()) {
      const saved = pick(file, options, new Set([index + 1]))
      in_flows += saved.packets
      if (saved.packets !== flow.packets) {
        throw new Error(`${convention} flow ${index + 1} has ${flow.packets} packets, ${saved.packets} were saved`)
      }
      if (flow.earlier_us > 0 || flow.source !== saved.first_source) continue
      const metered = again(saved.file)
      if (metered.flows.length !== 1 || metered.flows[0]?.text !== flow.text) {
        throw new Error(`${convention} flow ${index + 1} is another: ${JSON.stringify([flow, metered.flows])}`)
      }
      compared += 1
    }
    const { packets, dropped, unwritten } = report
    if (in_flows + dropped + unwritten + packets.not_ip + packets.undecodable + packets.cut !== packets.read) {
      throw new Error(`${in_flows} packets in flows: ${JSON.stringify(report)}`)
    }
    // A flow may also go on from one that the original convention does not write.
    if (unwritten > 0 || more.limits !== undefined) continue
    holdTogether(flows, pick(file, options, new Set(flows.map((_, index) => index + 1))), again)
  }
  return compared
}

function holdTogether(flows: readonly Snapshot[], saved: Picked, again: (file: Buffer) => Metered): void {
  if (saved.packets !== flows.reduce((sum, { packets }) => sum + packets, 0)) {
    throw new Error(`${saved.packets} packets of all flows were saved`)
  }
  const together = again(saved.file).flows.map(({ text }) => text)
  if (JSON.stringify(together.toSorted()) !== JSON.stringify(flows.map(({ text }) => text).toSorted())) {
    throw new Error(`together they are others: ${JSON.stringify([flows, together])}`)
  }
}
