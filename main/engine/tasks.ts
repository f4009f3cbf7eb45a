import { AnomalyError, toProblem } from '../../contract/errors.ts'
import { measuredLacks } from '../flow/lacking-features.ts'
import { previewSource } from '../sources/open-source.ts'
import { Credits } from '../sources/credits.ts'
import type { StoredFlowPart } from '../sources/stored/stored-source.ts'
import { lookAtPackets } from '../sources/packets/look-at-packets.ts'
import { explainStored } from './explain-stored.ts'
import { Feed } from './feed.ts'
import { labelCapture } from './label-capture.ts'
import { LoadedModels } from '../detect/model/loaded-models.ts'
import { readManifest } from '../detect/model/model-bundle.ts'
import { modelDetector } from '../detect/model/model-detector.ts'
import {
  type Classified,
  CREDITS,
  type EngineReply,
  type EngineRequest,
  type EngineTasks,
  type PacketProgress,
  type StartRequest,
} from './protocol.ts'
import { measureBehaviour } from './measure-behaviour.ts'
import { readConversationsAgain } from './read-conversations-again.ts'
import { savePackets } from './save-packets.ts'
import { scoreCapture } from './score-capture.ts'
import { scoreSegment } from './score-segment.ts'
import { scoreStored } from './score-stored.ts'
import { StreamStates } from './stream-states.ts'

/** How often work that has no parts of its own tells how far it is. */
const TELL_EVERY_MS = 200

/** Does something, unless it was done just before. */
function atMostEvery<Value>(interval_ms: number, act: (value: Value) => Promise<void> | void) {
  let done_ms = -interval_ms
  return async (value: Value): Promise<void> => {
    if (performance.now() - done_ms < interval_ms) return
    done_ms = performance.now()
    await act(value)
  }
}

interface Running {
  readonly cancellation: AbortController
  readonly credits: Credits
  readonly feed: Feed<StoredFlowPart>
}

/** Runs tasks side by side and answers each with parts and one result or error. */
export function createTaskRunner(reply: (message: EngineReply) => void): (request: EngineRequest) => void {
  const running = new Map<number, Running>()
  const models = new LoadedModels()
  const streams = new StreamStates()

  async function run({ task, task_id, params, bundle_dir }: StartRequest, own: Running): Promise<unknown> {
    const { signal } = own.cancellation
    const progress = (allowance_ms = 0) => reply({ type: 'progress', task_id, allowance_ms })
    const deliver = async (part: unknown) => {
      await own.credits.take(signal)
      reply({ type: 'part', task_id, part })
    }
    const classifier = () => models.get(bundle_dir, progress)
    const lacks = async () => ({ measured_lacks: measuredLacks(await readManifest(bundle_dir)) })
    switch (task) {
      case 'load':
        return (await classifier()).manifest
      case 'classify': {
        const { features, rows, fields } = params as EngineTasks['classify']['params']
        const model = await classifier()
        const { id, model_sha256, classes } = model.manifest
        const predictions = await model.classify(features, rows, fields, fields)
        return { ...predictions, model: { id, model_sha256, classes } } satisfies Classified
      }
      case 'previewCapture': {
        const { path, ...options } = params as EngineTasks['previewCapture']['params']
        return previewSource(path, { ...options, ...(await lacks()) })
      }
      case 'explain':
        return explainStored(await classifier(), params as EngineTasks['explain']['params'], progress)
      case 'labelCapture': {
        const label_params = { ...(params as EngineTasks['labelCapture']['params']), ...(await lacks()) }
        return labelCapture(classifier(), label_params, signal, progress)
      }
      case 'measureBehaviour': {
        const measured = params as EngineTasks['measureBehaviour']['params']
        return measureBehaviour(measured, () => own.feed.take(), progress)
      }
      case 'scoreSegment': {
        const segment_params = { ...(params as EngineTasks['scoreSegment']['params']), ...(await lacks()) }
        const detector = classifier().then((model) => modelDetector(model, segment_params))
        return scoreSegment(detector, segment_params, streams, signal, deliver)
      }
      case 'watchStream':
        return streams.watch(params as EngineTasks['watchStream']['params'], () => own.feed.take(), progress)
      case 'forgetStream':
        streams.forget((params as EngineTasks['forgetStream']['params']).beginning)
        return null
      case 'scoreStored': {
        const stored_params = params as EngineTasks['scoreStored']['params']
        const detector = classifier().then((model) => modelDetector(model, stored_params))
        return scoreStored(detector, stored_params, () => own.feed.take(), deliver)
      }
      case 'lookAtPackets': {
        const { path, flow_number, first_us, most } = params as EngineTasks['lookAtPackets']['params']
        const tell = atMostEvery(TELL_EVERY_MS, () => progress())
        return lookAtPackets(path, flow_number, first_us, most, { signal, onProgress: tell })
      }
      case 'pickConversations': {
        const tell = atMostEvery(TELL_EVERY_MS, () => progress())
        const again = params as EngineTasks['pickConversations']['params']
        return readConversationsAgain(again, signal, () => tell(undefined))
      }
      case 'savePackets': {
        const tell = atMostEvery(TELL_EVERY_MS, async (bytes_read: number) => {
          await own.credits.take(signal)
          reply({ type: 'part', task_id, part: { bytes_read } satisfies PacketProgress })
        })
        return savePackets(params as EngineTasks['savePackets']['params'], signal, tell)
      }
      case 'scoreCapture': {
        const score_params = { ...(params as EngineTasks['scoreCapture']['params']), ...(await lacks()) }
        const detector = classifier().then((model) => modelDetector(model, score_params))
        return scoreCapture(detector, score_params, signal, deliver)
      }
    }
  }

  async function start(request: StartRequest): Promise<void> {
    const { task_id } = request
    const cancellation = new AbortController()
    const feed = new Feed<StoredFlowPart>(() => reply({ type: 'hungry', task_id }), cancellation.signal)
    const own: Running = { cancellation, credits: new Credits(CREDITS), feed }
    running.set(task_id, own)
    try {
      reply({ type: 'result', task_id, result: await run(request, own) })
    } catch (error) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
      const known =
        error instanceof AnomalyError
          ? error
          : new AnomalyError('engine_failed', `The engine failed at this task: ${cause.split('\n')[0] ?? ''}`)
      reply({ type: 'error', task_id, problem: toProblem(known), cause })
    } finally {
      running.delete(task_id)
    }
  }

  return (request) => {
    switch (request.type) {
      case 'start':
        void start(request)
        break
      case 'credit':
        running.get(request.task_id)?.credits.give()
        break
      case 'feed':
        running.get(request.task_id)?.feed.give(request.part)
        break
      case 'cancel':
        running.get(request.task_id)?.cancellation.abort()
        break
    }
  }
}
