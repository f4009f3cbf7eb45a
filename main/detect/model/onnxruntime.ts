import { createRequire } from 'node:module'
import { isMainThread } from 'node:worker_threads'

import type * as Ort from 'onnxruntime-node'

import { TELEMETRY_OFF } from '../../process/quiet.ts'

/**
 * ONNX Runtime with its telemetry off. Nothing else may load it: the library decides as it is loaded, so the variable must be
 * in the environment by then. `import` would be done before the line that sets it, hence `require`.
 */
function loadSilenced(): typeof Ort {
  // The environment that a worker thread sees is a copy; the library reads that of the process.
  if (!isMainThread) throw new Error('ONNX Runtime must be loaded by the main thread of its process')
  Object.assign(process.env, TELEMETRY_OFF)
  return createRequire(import.meta.url)('onnxruntime-node') as typeof Ort
}

export const { InferenceSession, Tensor } = loadSilenced()

export type InferenceSession = Ort.InferenceSession
export type ValueMetadata = Ort.InferenceSession.ValueMetadata
