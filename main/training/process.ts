import { AnomalyError, toProblem } from '../../contract/errors.ts'
import { listenToParent, postToParent } from '../process/parent.ts'
import { putProcessBehindWindow } from '../process/priority.ts'
import type { TrainingOrder, TrainingReply, TrainingRequest } from './protocol.ts'
import type { LabelledSource, SourcePart } from './sources.ts'
import { trainModel } from './train.ts'

const post = (reply: TrainingReply): void => postToParent(reply)

/** Settles with the parent's answer to the one question that is open. */
let answer: ((part: SourcePart | null) => void) | undefined

function ask(capture: number): Promise<SourcePart | null> {
  return new Promise((resolve) => {
    answer = resolve
    post({ type: 'next', capture })
  })
}

async function* partsOf(capture: number): AsyncGenerator<SourcePart> {
  for (let part = await ask(capture); part !== null; part = await ask(capture)) yield part
}

async function train({ captures, out_dir, name, seed, without_benign }: TrainingOrder): Promise<void> {
  try {
    await trainModel({
      files: captures.map((capture, place): LabelledSource => ({
        name: capture.name,
        read: () => partsOf(place),
        sha256: () => Promise.resolve(capture.sha256),
      })),
      ...{ out_dir, name, seed, without_benign },
      on_progress: (progress) => {
        post({ type: 'progress', progress })
      },
    })
    post({ type: 'done' })
  } catch (error) {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const known =
      error instanceof AnomalyError
        ? error
        : new AnomalyError('engine_failed', `The training failed: ${cause.split('\n')[0] ?? ''}`)
    post({ type: 'error', problem: toProblem(known), cause })
  }
}

putProcessBehindWindow()

/** A process that trains one model. */
listenToParent((message) => {
  const request = message as TrainingRequest
  if (request.type === 'train') void train(request.order)
  else answer?.(request.part)
})
