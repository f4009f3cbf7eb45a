import {
  ANSWER,
  type Answer,
  type ConversationBatch,
  factsOfInstrument,
  type InstrumentFacts,
  isAnswered,
  numberAt,
} from '../../flow/conversations.ts'
import { NO_NUMBER } from '../../flow/flow-batch.ts'
import { payloadOf } from '../../flow/header-bytes.ts'
import { isIcmp } from '../../flow/icmp.ts'
import type { BehaviourDetector } from './behaviour-detector.ts'
import { Beacon } from './beacon.ts'
import { TCP, UDP } from './conversation.ts'
import { CurrentFlow, hostBits } from './current-flow.ts'
import { DnsTunnel } from './dns-tunnel.ts'
import type { BehaviourFinding } from './finding.ts'
import { FindingBook, type FlowListener } from './finding-book.ts'
import { Flood } from './flood.ts'
import { ForgedFlood } from './forged-flood.ts'
import { HorizontalScan } from './horizontal-scan.ts'
import type { HostDays } from './host-days.ts'
import { FIRST_OTHER_CODE, Hosts } from './hosts.ts'
import { IcmpSweep } from './icmp-sweep.ts'
import { type Judgement, Sight } from './judgement.ts'
import { LargeUpload } from './large-upload.ts'
import { LongConnection } from './long-connection.ts'
import type { RoleProposals } from './role-proposals.ts'
import { GROUP, HOME, OUTSIDE, type Place } from './networks.ts'
import { OrderWindow } from './order.ts'
import { Orientation } from './orientation.ts'
import { PasswordGuessing } from './password-guessing.ts'
import type { BehaviourSettings } from './settings.ts'
import { SlowFlood } from './slow-flood.ts'
import { VerticalScan } from './vertical-scan.ts'

const DETECTORS: readonly (new (settings: BehaviourSettings, book: FindingBook) => BehaviourDetector)[] = [
  VerticalScan,
  HorizontalScan,
  IcmpSweep,
  PasswordGuessing,
  Beacon,
  Flood,
  ForgedFlood,
  SlowFlood,
  DnsTunnel,
  LongConnection,
  LargeUpload,
]

const PAYLOAD_TOLD = factsOfInstrument(null)

/** Who is told what happens on the way. */
export interface BehaviourListeners {
  /** Called for each flow that joins a finding. */
  readonly onFlow?: FlowListener
  readonly host_days?: HostDays
  readonly roles?: RoleProposals
}

/** What was found in a source, and what could not be judged. */
export interface BehaviourReport {
  readonly flows: number
  readonly findings: readonly BehaviourFinding[]
  readonly judgements: readonly Judgement[]
}

/**
 * All detectors across flows over one source. Flows come in any order within the window of order.ts. State goes on over the
 * parts and segments of a source: a source cut anywhere gives the same findings. Memory is bounded (key-table.ts, order.ts).
 */
export class Behaviour {
  readonly #hosts: Hosts
  readonly #book: FindingBook
  readonly #detectors: readonly BehaviourDetector[]
  readonly #orientation: Orientation
  readonly #window = new OrderWindow()
  readonly #sight = new Sight()
  #row = 0
  readonly #flow = new CurrentFlow()
  readonly #host_days: HostDays | undefined
  readonly #roles: RoleProposals | undefined

  constructor(settings: BehaviourSettings, { onFlow, host_days, roles }: BehaviourListeners = {}) {
    this.#host_days = host_days
    this.#roles = roles
    this.#hosts = new Hosts(settings)
    this.#book = new FindingBook(this.#hosts, onFlow)
    this.#detectors = DETECTORS.map((Detector) => new Detector(settings, this.#book))
    this.#orientation = new Orientation(settings)
  }

  /**
   * Takes the next flows of the source.
   * @param numbers what each is called in findings; left out, its number in the source from 0
   */
  observe(batch: ConversationBatch, facts: InstrumentFacts = PAYLOAD_TOLD, numbers: Uint32Array | null = null): void {
    const { addresses, sources, destinations, source_ports, destination_ports, protocols, timestamps_us } = batch
    const codes = Float64Array.from(addresses, (address) => this.#hosts.codeOf(address))
    const places = Uint8Array.from(addresses, (address, at) => this.#hosts.placeOf(address, codes[at]!))
    const roles = Uint8Array.from(addresses, (address) => this.#hosts.rolesOf(address))
    const { flows } = this.#window
    const { header_bytes, are_icmp_types_told } = facts
    this.#sight.begin(facts)
    for (let index = 0; index < batch.rows; index += 1) {
      const row = numbers === null ? this.#row : numbers[index]!
      this.#row += 1
      const time_us = timestamps_us[index]!
      const source = sources[index]! - 1
      const target = destinations[index]! - 1
      if (!this.#sight.see(time_us, source >= 0 && target >= 0)) continue
      this.#host_days?.add(time_us, codes[source]!, places[source] as Place, codes[target]!, places[target] as Place)
      const protocol = protocols[index]!
      if (places[source] === GROUP || places[target] === GROUP) continue
      if (protocol !== TCP && protocol !== UDP && !isIcmp(protocol)) continue
      if (this.#window.is_full) this.#release(false)
      const at = this.#window.add(time_us, row)
      if (at < 0) continue
      this.#hosts.count(codes, source, target)
      const forward_packets = numberAt(batch.forward_packets, index)
      const backward_packets = numberAt(batch.backward_packets, index)
      let forward_bytes = numberAt(batch.forward_bytes, index)
      let backward_bytes = numberAt(batch.backward_bytes, index)
      if (header_bytes !== null) {
        const is_v6 = codes[source]! >= FIRST_OTHER_CODE
        forward_bytes = payloadOf(forward_bytes, forward_packets, header_bytes, protocol, is_v6)
        backward_bytes = payloadOf(backward_bytes, backward_packets, header_bytes, protocol, is_v6)
      }
      if (backward_packets > 0) this.#sight.has_reply = true
      const own_port = source_ports[index]!
      const is_type_told = are_icmp_types_told || own_port !== 0 || !isIcmp(protocol)
      const source_port = is_type_told ? own_port : NO_NUMBER
      const port = destination_ports[index]!
      const is_turned = this.#orientation.isTurned(
        protocol,
        source_port,
        port,
        forward_packets !== 0,
        backward_packets > 0,
      )
      const from = is_turned ? target : source
      const to = is_turned ? source : target
      const reply_bytes = is_turned ? forward_bytes : backward_bytes
      const reply_packets = is_turned ? forward_packets : backward_packets
      flows.source[at] = codes[from]!
      flows.target[at] = codes[to]!
      flows.source_port[at] = is_turned ? port : source_port
      flows.port[at] = is_turned ? source_port : port
      flows.protocol[at] = protocol
      flows.duration_us[at] = Math.max(0, numberAt(batch.duration_us, index))
      flows.forward_packets[at] = orZero(is_turned ? backward_packets : forward_packets)
      flows.forward_bytes[at] = orZero(is_turned ? backward_bytes : forward_bytes)
      flows.backward_bytes[at] = orZero(reply_bytes)
      const answer = (batch.answers?.[index] ?? ANSWER.untold) as Answer
      // A meter cannot tell the directions of a host that talks to itself: payload either way is an answer then.
      const answer_bytes = codes[from] === codes[to] ? forward_bytes + backward_bytes : reply_bytes
      flows.is_answered[at] = isAnswered(answer, protocol, answer_bytes, reply_packets) ? 1 : 0
      flows.hosts[at] = hostBits(places[from]!, places[to]!, roles[from]!, roles[to]!)
    }
  }

  /**
   * What was found so far, with all flows that came until the end of a segment; the source goes on. What is only judged at
   * the end of an hour or day is judged as if that were over, and again when it is.
   */
  endSegment(): BehaviourReport {
    this.#release(true)
    this.#window.endSegment()
    return this.#report(this.#book.finishForNow(() => this.#judgeOpen()))
  }

  #judgeOpen(): void {
    for (const detector of this.#detectors) detector.report?.()
  }

  #report(findings: readonly BehaviourFinding[]): BehaviourReport {
    const { has_minutes_only } = this.#sight
    return {
      flows: this.#row,
      findings: has_minutes_only ? [] : findings.filter(({ kind }) => !this.#sight.lacks(kind)),
      judgements: this.#sight.judgements(this.#window.late, this.#book.dropped),
    }
  }

  /** Text of the address that a host's number stands for. */
  addressOf(host: number): string {
    return this.#hosts.textOf(host)
  }

  /** Judges the flows that still wait, and answers what was found in all of them. */
  close(): BehaviourReport {
    this.#release(true)
    this.#judgeOpen()
    return this.#report(this.#book.finish())
  }

  #release(is_all: boolean): void {
    const places = this.#window.earlier(is_all)
    for (const place of places) this.#judge(place)
    this.#window.drop(places)
  }

  #judge(place: number): void {
    const flow = this.#flow
    flow.take(this.#window.flows, place)
    this.#findHome(flow)
    this.#roles?.add(flow)
    for (const detector of this.#detectors) detector.observe(flow)
  }

  /** A host with a public address is at home where the capture is its own, and the other end is not at home for sure. */
  #findHome(flow: CurrentFlow): void {
    flow.is_from_home = flow.source_place === HOME
    flow.is_to_home = flow.target_place === HOME
    if (flow.source_place === OUTSIDE && flow.target_place === OUTSIDE) {
      const side = this.#hosts.vantageSide(flow.source, flow.target)
      flow.is_from_home = side === 'source'
      flow.is_to_home = side === 'target'
    }
    if (flow.is_from_home) this.#sight.has_home = true
  }
}

const orZero = (value: number): number => (value > 0 ? value : 0)
