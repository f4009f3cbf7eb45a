import { fileURLToPath } from 'node:url'

import { launchChild, type ProcessChannel } from '../process/channel.ts'
import type { TrainingReply, TrainingRequest } from './protocol.ts'

/** The line to a training process. */
export type TrainingChannel = ProcessChannel<TrainingRequest, TrainingReply>

/** File of the training process: its source under plain Node, the bundle beside this one in a build. */
export const TRAINING_FILE = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './process.ts' : './training.js', import.meta.url),
)

/** Starts a training as a child process of plain Node. */
export function launchTrainingProcess(): TrainingChannel {
  return launchChild(TRAINING_FILE)
}
