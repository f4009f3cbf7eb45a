import { randomUUID } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import type { OperationOutput } from '../../contract/operations.ts'
import type { PacketLook, PacketSelection, PacketSource } from '../../contract/packets.ts'
import type { Engine } from '../engine/client.ts'
import type { PacketsOfCapture, SavedPackets } from '../engine/protocol.ts'
import { refuseSameFiles } from '../files/same-file.ts'
import { flowNumber } from '../flow/flow-id.ts'
import type { Jobs, JobTurn } from '../runs/jobs.ts'
import type { PacketLook as Look } from '../sources/packets/look-at-packets.ts'
import type { Store } from '../store/store.ts'
import type { Evidence } from './evidence.ts'
import type { FlowService } from './flow-service.ts'
import { Mutex } from './mutex.ts'
import type { FileOfFlows, OriginalFiles } from './original-files.ts'
import { selectFlows } from './packet-selection.ts'
import { counted, fileNameOf, filterText, selectionTitle } from './packet-words.ts'
import type { ChooseSavePath } from './rejected-rows-file.ts'
import { isoFromUs, nowUs } from './time.ts'

/** What is to be written, and what of it has no packets to be read. */
interface Order {
  readonly title: string
  readonly captures: readonly PacketsOfCapture[]
  /** Sentences. */
  readonly left_out: readonly string[]
}

/** From flows back to their packets, which are read from the file that their capture was imported from. */
export class PacketService {
  readonly #store: Store
  readonly #engine: Engine
  readonly #jobs: Jobs
  readonly #flows: FlowService
  readonly #originals: OriginalFiles
  readonly #spool_dir: string
  readonly #evidence: Evidence
  readonly #choose: ChooseSavePath
  /** Files that jobs of this process have written. */
  readonly #saved = new Map<number, string>()
  /** One download is prepared at a time, so that many do not read as many files side by side. */
  readonly #downloading = new Mutex()

  constructor(parts: {
    store: Store
    engine: Engine
    jobs: Jobs
    flows: FlowService
    originals: OriginalFiles
    spool_dir: string
    evidence: Evidence
    choose: ChooseSavePath
  }) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#jobs = parts.jobs
    this.#flows = parts.flows
    this.#originals = parts.originals
    this.#spool_dir = parts.spool_dir
    this.#evidence = parts.evidence
    this.#choose = parts.choose
  }

  /** @throws AnomalyError `not_found` */
  async source(capture_id: number): Promise<PacketSource> {
    const { state, reason } = await this.#originals.find(capture_id, 'packets')
    return { state, reason }
  }

  /**
   * The first packets of a flow.
   * @throws AnomalyError `not_found`, `conflict` when its file is not there, `unreadable_file`
   */
  async look(id: string, most: number, signal?: AbortSignal): Promise<OperationOutput<'packets.look'>> {
    const row = await this.#flows.row(id)
    const number = flowNumber(row.id)
    const { path, reason, first_flow_number } = await this.#originals.findOf(row.capture_id, number)
    if (path === null) throw new AnomalyError('conflict', reason ?? 'The file of the capture is gone.')
    const first_us = row.timestamp_known === 1 ? row.timestamp_us : Number.NaN
    const params = { path, flow_number: number - first_flow_number + 1, first_us, most }
    const { packets, total } = await this.#engine.lookAtPackets(params, signal)
    return { items: packets.map(toLook), total }
  }

  /**
   * Writes the packets of flows into a file of the spool, for whoever takes it from there and deletes it.
   * @throws AnomalyError `not_found`, `invalid_input`, `conflict` when no file is there, `unreadable_file`, `cancelled`
   */
  async download(selection: PacketSelection, signal?: AbortSignal): Promise<{ path: string; name: string }> {
    const order = await this.#order(selection)
    const path = join(this.#spool_dir, `${randomUUID()}.pcapng`)
    await this.#downloading.run(() =>
      this.#engine.savePackets({ captures: order.captures, out_path: path }, signal, () => Promise.resolve()),
    )
    return { path, name: fileNameOf(selection) }
  }

  /**
   * Asks where the packets of flows are to be saved, and starts the job that does it.
   * @throws AnomalyError `not_found`, `invalid_input`, `conflict` when no file is there
   */
  async save(selection: PacketSelection): Promise<{ path: string | null; job_id: number | null }> {
    const order = await this.#order(selection)
    const path = await this.#choose(fileNameOf(selection))
    if (path === null) return { path, job_id: null }
    const originals = order.captures.map((capture) => capture.path)
    await refuseSameFiles(
      originals,
      [path],
      'Packets cannot be saved over the capture they are read from. Choose another name.',
    )
    await this.#evidence.refuse(path)
    const total = order.captures.reduce((sum, { size_bytes }) => sum + 2 * size_bytes, 0)
    const [only, ...others] = order.captures
    const { job_id } = await this.#jobs.start({
      kind: 'packets',
      lane: 'exports',
      size: { unit: 'bytes', total },
      create: async () => ({
        job_id: await this.#store.jobs.create({
          ...{ kind: 'packets', title: order.title, model_id: null, created_at_us: nowUs() },
          capture_id: only !== undefined && others.length === 0 ? only.capture_id : null,
          ...{ progress_unit: 'bytes', progress_total: total },
        }),
      }),
      work: async (job, turn) => {
        const saved = await this.#write(order, path, turn)
        this.#saved.set(job.job_id, path)
        return { stage: outcomeText(saved, path, order.left_out), progress_done: total }
      },
      affects: [],
    })
    return { path, job_id }
  }

  /** Where a job of this process has saved packets; null for another. */
  savedPath(job_id: number): string | null {
    return this.#saved.get(job_id) ?? null
  }

  #write({ captures }: Order, out_path: string, { signal, report }: JobTurn): Promise<SavedPackets> {
    return this.#engine.savePackets({ captures, out_path }, signal, ({ bytes_read }) => report(bytes_read, 'reading'))
  }

  async #order(selection: PacketSelection): Promise<Order> {
    const selected = await selectFlows(selection, this.#flows, this.#store)
    const flows = [...selected.values()].reduce((sum, { size }) => sum + size, 0)
    const about = [await this.#about(selection, flows), ...filterComment(selection)]
    const captures: PacketsOfCapture[] = []
    const left_out: string[] = []
    const reasons = new Set<string>()
    for (const [capture_id, starts_us] of selected) {
      for (let wanted = Uint32Array.from(starts_us.keys()).sort(); wanted.length > 0;) {
        const [first = 0] = wanted
        const file = await this.#originals.findOf(capture_id, first)
        const end = wanted.findIndex((number) => number > file.last_flow_number)
        const numbers = end < 0 ? wanted : wanted.subarray(0, end)
        wanted = wanted.subarray(numbers.length)
        if (file.path === null) {
          const reason = file.reason ?? 'The capture is gone.'
          left_out.push(`${counted(numbers.length, 'flow')} of capture ${String(capture_id)} left out: ${reason}`)
          reasons.add(reason)
          continue
        }
        captures.push({
          ...{ capture_id, path: file.path, size_bytes: (await stat(file.path)).size },
          flow_numbers: numbers.map((number) => number - file.first_flow_number + 1),
          first_us: Float64Array.from(numbers, (number) => starts_us.get(number) ?? Number.NaN),
          comments: [...about, fileComment(capture_id, file)],
        })
      }
    }
    const [first] = captures
    if (first === undefined) throw new AnomalyError('conflict', [...reasons].join(' '))
    const told = captures.map((each) => ({ ...each, comments: [...each.comments, ...left_out] }))
    return { title: selectionTitle(selection, flows), captures: told, left_out }
  }

  async #about(selection: PacketSelection, flows: number): Promise<string> {
    const title = selectionTitle(selection, flows)
    const text = `${title.charAt(0).toUpperCase()}${title.slice(1)}`
    if (selection.alert_id === undefined) return text
    const found = await this.#store.alerts.get(selection.alert_id)
    if (found === undefined) return text
    const { threat_type, source_ip, destination_ip, destination_port } = found.alert
    const port = destination_port === null ? '' : `, port ${String(destination_port)}`
    return `${text}: ${threat_type}, from ${source_ip ?? 'several sources'} to ${destination_ip ?? 'several destinations'}${port}`
  }
}

function filterComment(selection: PacketSelection): string[] {
  const filter = filterText(selection)
  return filter === null ? [] : [`Filter: ${filter}`]
}

function fileComment(capture_id: number, { name, sha256 }: Pick<FileOfFlows, 'name' | 'sha256'>): string {
  return `From ${name}, SHA-256 ${sha256 ?? 'unknown'}, capture ${String(capture_id)}`
}

function outcomeText({ packets, flows }: SavedPackets, path: string, left_out: readonly string[]): string {
  const text = `${counted(packets, 'packet')} of ${counted(flows, 'flow')} saved as ${path}.`
  return [text, ...left_out].join(' ')
}

const FLAG_NAMES: PacketLook['flags'] = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR']

function toLook({ time_us, is_forward, flags, wire_bytes, payload_bytes, content }: Look): PacketLook {
  return {
    timestamp: time_us === 0 ? null : isoFromUs(time_us),
    direction: is_forward ? 'forward' : 'backward',
    flags: FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0),
    ...{ wire_bytes, payload_bytes },
    content: Buffer.from(content).toString('hex'),
  }
}
