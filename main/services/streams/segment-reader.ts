import { rm } from 'node:fs/promises'

import { CONVERSATION_INSTRUMENTS } from '../../../contract/captures.ts'
import type { BehaviourSettings } from '../../../contract/behaviour-settings.ts'
import { AnomalyError } from '../../../contract/errors.ts'
import type { Engine } from '../../engine/client.ts'
import type { ScoredPart, ScoreSegmentResult } from '../../engine/protocol.ts'
import type { ModelManifest } from '../../flow/model-manifest.ts'
import { handOver } from '../../store/handed.ts'
import type { Store } from '../../store/store.ts'
import type { CapturePlace, SegmentRow, StreamCapture, StreamRow } from '../../store/streams.ts'
import { recordOf } from '../findings.ts'
import type { ModelLibrary } from '../model-library.ts'
import { noteLikeness, noticesOn, storedPart } from '../scored-parts.ts'
import type { SettingsService } from '../settings-service.ts'
import { nowUs } from '../time.ts'
import { joinedConversations } from './joined-conversations.ts'
import { checkSize, openSegmentFile } from './segment-file.ts'
import { SegmentParts } from './segment-parts.ts'
import { StreamWatch } from './stream-watch.ts'

const NO_NOTICES: readonly string[] = []

/** By what the flows of a segment are judged. */
interface Order {
  readonly bundle_dir: string
  readonly manifest: ModelManifest
  readonly confidence_threshold: number
  readonly novelty_budget: number
  readonly behaviour: BehaviourSettings
}

/** What a segment heeds while it is read. */
export interface SegmentTurn {
  readonly signal: AbortSignal
  /** Told of the capture that flows were just stored in. */
  readonly onStored: (capture_id: number) => void
}

/** Reads the segments of one stream into its captures. */
export class SegmentReader {
  readonly #store: Store
  readonly #engine: Engine
  readonly #library: ModelLibrary
  readonly #settings: SettingsService
  readonly #stream: Pick<StreamRow, 'id' | 'name'>
  readonly #dir: string
  readonly #watch: StreamWatch

  /** @param dir folder of the stream in the data directory */
  constructor(
    parts: { store: Store; engine: Engine; library: ModelLibrary; settings: SettingsService },
    stream: Pick<StreamRow, 'id' | 'name'>,
    dir: string,
  ) {
    this.#store = parts.store
    this.#engine = parts.engine
    this.#library = parts.library
    this.#settings = parts.settings
    this.#stream = stream
    this.#dir = dir
    this.#watch = new StreamWatch(parts, stream.id)
  }

  /**
   * Reads a segment to its end. One that was read in part before goes on behind what is stored of it.
   * @throws AnomalyError `unreadable_file` and others for a file that cannot be read; whatever engine and store throw
   */
  async read(segment: SegmentRow, turn: SegmentTurn): Promise<void> {
    const file = await openSegmentFile(segment, this.#dir)
    try {
      await this.#read(segment, file.path, turn)
    } finally {
      await file.close()
    }
  }

  async #read(segment: SegmentRow, path: string, turn: SegmentTurn): Promise<void> {
    const order = await this.#order(segment)
    const name = `${this.#stream.name} ${new Date(segment.closed_at_us / 1000).toISOString().slice(0, 10)}`
    const parts = new SegmentParts(segment)
    const held: ScoredPart[] = []
    let place = await this.#placeOf(segment)
    const seen = { is_of_packets: false, bytes: 0, has_alerts: false, notices: NO_NOTICES }
    const store = async (part: ScoredPart, is_new_capture: boolean) => {
      place = await this.#append(segment, part, { ...order, name }, is_new_capture)
      turn.onStored(place.capture_id)
    }
    const key = this.#watch.conversationKey(JSON.stringify([name, order.manifest.model_sha256, order.behaviour]))
    const { sha256, conversations } = await this.#engine.scoreSegment(
      {
        ...{ path, key, keep_features: true, imported_at_us: segment.closed_at_us },
        confidence_threshold: order.confidence_threshold,
        novelty_budget: order.novelty_budget,
        behaviour: order.behaviour,
      },
      {
        signal: turn.signal,
        bundle_dir: order.bundle_dir,
        onPart: async (part) => {
          seen.bytes = part.progress.done
          seen.has_alerts ||= part.batch.alert_groups.length > 0
          seen.is_of_packets = part.facts.dialect === 'packets'
          // The last part tells what became of the packets.
          seen.notices = part.facts.notices
          if (isOfConversations(part)) held.push(part)
          else if (!parts.isStored(part)) await store(part, false)
        },
      },
    )
    // Whether they belong to the capture that is there is known now, and so they are counted at once or not at all.
    const joined = joinedConversations(held)
    if (joined !== null && segment.parts === 0) await store(joined, conversations?.is_continued !== true)
    else parts.insistOnAll()
    // It may go on once all of the segment is read.
    if (seen.bytes !== segment.size_bytes) await checkSize({ ...segment, path })
    // Of conversations that were counted before, those before them are not known any more.
    const is_looked_at = joined === null || segment.parts === 0
    if (place !== null && is_looked_at) {
      turn.onStored(place.capture_id)
      await this.#look(place, { conversations, has_alerts: seen.has_alerts }, order, turn.signal)
    }
    await this.#store.streams.finish(segment.id, { sha256, notices: seen.notices }, nowUs())
    // The file that its rows are of is another one.
    if (!seen.is_of_packets && segment.is_own === 1) await this.dropFile(segment)
  }

  /** Deletes the file of a segment that AnomalyX wrote. */
  async dropFile({ id, path }: Pick<SegmentRow, 'id' | 'path'>): Promise<void> {
    await rm(path, { force: true })
    await this.#store.streams.forgetFile(id)
  }

  /** Nothing more is going to be read. */
  close(): Promise<void> {
    return this.#watch.close()
  }

  /** What was noticed across all flows of the capture so far takes the place of what was before. */
  async #look(
    place: CapturePlace,
    { conversations, has_alerts }: Pick<ScoreSegmentResult, 'conversations'> & { readonly has_alerts: boolean },
    { manifest, novelty_budget, behaviour }: Order,
    signal: AbortSignal,
  ): Promise<void> {
    await noteLikeness(this.#store, place, manifest, novelty_budget)
    const report =
      conversations === null ? await this.#watch.look(place.capture_id, behaviour, signal) : conversations.behaviour
    if (report === null) return
    const record = recordOf({ behaviour: report, has_conversations_only: conversations !== null })
    // What is known already may belong to an alert that the model has just raised.
    if (has_alerts || this.#watch.isNews(place.capture_id, record)) {
      await this.#store.findings.record(place.capture_id, ...record, nowUs())
      this.#watch.isTold(place.capture_id, record)
    }
  }

  async #append(
    segment: SegmentRow,
    part: ScoredPart,
    { name, manifest, confidence_threshold, novelty_budget }: Order & { readonly name: string },
    is_new_capture: boolean,
  ): Promise<CapturePlace> {
    const { dialect, instrument, utc_offset_minutes } = part.facts
    const capture: StreamCapture = {
      ...{ name, dialect, instrument, utc_offset_minutes, imported_at_us: segment.closed_at_us },
      ...{ model_id: manifest.id, model_sha256: manifest.model_sha256, confidence_threshold, novelty_budget },
    }
    // What became of the packets is told of each segment anew.
    const facts = dialect === 'packets' ? { ...part.facts, notices: [] } : part.facts
    const notices = noticesOn(manifest, facts)
    const place = { segment_id: segment.id, capture, is_new_capture, notices }
    return this.#store.streams.append(handOver(storedPart(part)), place)
  }

  async #placeOf({ capture_id }: SegmentRow): Promise<CapturePlace | null> {
    const capture = capture_id === null ? undefined : await this.#store.captures.get(capture_id)
    return capture?.scoring_id == null ? null : { capture_id: capture.id, scoring_id: capture.scoring_id }
  }

  /** What is in force now; a segment that was begun goes on by what it was begun with. */
  async #order({ capture_id, name, parts }: SegmentRow): Promise<Order> {
    const { confidence_threshold, novelty_budget, behaviour } = await this.#settings.get()
    const capture = capture_id === null ? undefined : await this.#store.captures.get(capture_id)
    if (capture === undefined || parts === 0) {
      const bundle_dir = this.#engine.active_dir
      const manifest = await this.#engine.manifest(bundle_dir)
      return { bundle_dir, manifest, confidence_threshold, novelty_budget, behaviour }
    }
    const model = await this.#library.find(capture.model_id ?? '').catch(() => undefined)
    if (model?.manifest.model_sha256 !== capture.model_sha256) {
      throw new AnomalyError(
        'conflict',
        `${name} was read in part with the model ${capture.model_id ?? ''}, which is no longer in the library; the rest of it was not read.`,
      )
    }
    return {
      ...{ bundle_dir: model.bundle_dir, manifest: model.manifest, behaviour },
      confidence_threshold: capture.confidence_threshold ?? confidence_threshold,
      novelty_budget: capture.novelty_budget ?? novelty_budget,
    }
  }
}

function isOfConversations({ facts: { instrument } }: ScoredPart): boolean {
  return CONVERSATION_INSTRUMENTS.some((each) => each === instrument)
}
