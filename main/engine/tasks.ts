import { AnomalyError, toProblem } from '../../contract/errors.ts'
import { previewLayout } from '../capture/preview.ts'
import { Classifier } from './classifier.ts'
import { Credits } from './credits.ts'
import { labelCapture } from './label-capture.ts'
import { CREDITS, type EngineReply, type EngineRequest, type EngineTasks, type TaskName } from './protocol.ts'
import { scoreCapture } from './score-capture.ts'

interface Running {
  readonly cancellation: AbortController
  readonly credits: Credits
}

/** Runs tasks side by side and answers each with parts and one result or error. */
export function createTaskRunner(reply: (message: EngineReply) => void): (request: EngineRequest) => void {
  const running = new Map<number, Running>()
  let loaded: Classifier | undefined

  const classifier = (): Classifier => {
    if (loaded === undefined) throw new AnomalyError('engine_failed', 'The engine has no model yet.')
    return loaded
  }

  async function run(task: TaskName, task_id: number, params: unknown, own: Running): Promise<unknown> {
    const { signal } = own.cancellation
    switch (task) {
      case 'load': {
        loaded = await Classifier.load((params as EngineTasks['load']['params']).bundle_dir)
        return loaded.manifest
      }
      case 'classify': {
        const { features, rows } = params as EngineTasks['classify']['params']
        return classifier().classify(features, rows)
      }
      case 'previewCapture': {
        const { path, ...options } = params as EngineTasks['previewCapture']['params']
        return previewLayout(path, options)
      }
      case 'labelCapture':
        return labelCapture(classifier(), params as EngineTasks['labelCapture']['params'], signal)
      case 'scoreCapture': {
        for await (const part of scoreCapture(classifier(), params as EngineTasks['scoreCapture']['params'], signal)) {
          await own.credits.take(signal)
          reply({ type: 'part', task_id, part })
        }
        return null
      }
    }
  }

  async function start(task: TaskName, task_id: number, params: unknown): Promise<void> {
    const own: Running = { cancellation: new AbortController(), credits: new Credits(CREDITS) }
    running.set(task_id, own)
    try {
      reply({ type: 'result', task_id, result: await run(task, task_id, params, own) })
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
        void start(request.task, request.task_id, request.params)
        break
      case 'credit':
        running.get(request.task_id)?.credits.give()
        break
      case 'cancel':
        running.get(request.task_id)?.cancellation.abort()
        break
    }
  }
}
