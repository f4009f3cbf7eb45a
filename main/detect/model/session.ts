import { type ModelBundle, refused } from './model-bundle.ts'
import { InferenceSession, type ValueMetadata } from './onnxruntime.ts'

/**
 * Opens the graph of a bundle and holds it against the manifest.
 * @param columns of the model's input
 * @throws AnomalyError `model_refused` that names what does not fit: an operator, an input, an output, a shape
 */
export async function openSession(
  { manifest, model }: ModelBundle,
  columns: number,
  threads: number,
): Promise<InferenceSession> {
  let session: InferenceSession
  try {
    session = await InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
    })
  } catch (cause) {
    throw refused(whyNotLoaded(cause instanceof Error ? cause.message : String(cause)), cause)
  }
  checkInput(session, manifest.input.name, columns)
  checkOutput(session, manifest.outputs.probabilities, manifest.classes.length)
  return session
}

/** ONNX Runtime's complaint in words that say what to do. */
function whyNotLoaded(message: string): string {
  const [, domain = '', name] =
    /In Node, \("[^"]*", \w+, "([^"]*)".*No Op registered for (\w+)/.exec(message) ??
    /Fatal error: ([\w.]*):(\w+)\S* is not a registered function\/op/.exec(message) ??
    []
  if (name !== undefined) {
    const operator = domain === '' ? name : `${domain}.${name}`
    return `Its graph uses the operator ${operator}, which ONNX Runtime does not support in the version the graph requires.`
  }
  const opset = /opset (\d+) is under development|till opset (\d+)/.exec(message)
  if (opset !== null) {
    return `Its graph uses a newer version of ONNX than this ONNX Runtime supports; export it again with a lower target_opset. (${message})`
  }
  return `ONNX Runtime cannot load model.onnx: ${message}`
}

function checkInput(session: InferenceSession, name: string, columns: number): void {
  const input = session.inputMetadata.find((each) => each.name === name)
  if (input === undefined) {
    throw refused(`Its graph has no input named ${name} (it has: ${session.inputNames.join(', ')}).`)
  }
  if (session.inputNames.length > 1) {
    throw refused(
      `Its graph has ${String(session.inputNames.length)} inputs (${session.inputNames.join(', ')}); AnomalyX passes one matrix of all columns. With skl2onnx, export with one FloatTensorType([None, ${String(columns)}]).`,
    )
  }
  if (!input.isTensor || input.type !== 'float32') {
    throw refused(`Its input ${name} is ${kindOf(input)}, not a float32 tensor.`)
  }
  const wanted = input.shape.at(-1)
  const has_columns = input.shape.length === 0 || (input.shape.length === 2 && isOpen(wanted))
  if (!has_columns && !(input.shape.length === 2 && wanted === columns)) {
    throw refused(
      `Its input ${name} has the shape [${input.shape.join(', ')}], its manifest lists ${String(columns)} columns (features and one-hot values).`,
    )
  }
}

function checkOutput(session: InferenceSession, name: string, classes: number): void {
  const output = session.outputMetadata.find((each) => each.name === name)
  if (output === undefined) {
    throw refused(`Its graph has no output named ${name} (it has: ${session.outputNames.join(', ')}).`)
  }
  if (!output.isTensor) {
    throw refused(
      `Its output ${name} is a sequence of maps, not a tensor. With skl2onnx, export with options={id(model): {'zipmap': False}}.`,
    )
  }
  const width = output.shape.at(-1)
  if (output.type !== 'float32' || (output.shape.length === 2 && !isOpen(width) && width !== classes)) {
    throw refused(
      `Its output ${name} is ${kindOf(output)}, not a float32 tensor of shape [rows, ${String(classes)}] (one column per class).`,
    )
  }
}

/** Whether a dimension may have any size: it is named, or -1. */
function isOpen(dimension: number | string | undefined): boolean {
  return typeof dimension !== 'number' || dimension < 0
}

function kindOf(value: ValueMetadata): string {
  return value.isTensor ? `a tensor of ${value.type} with the shape [${value.shape.join(', ')}]` : 'no tensor'
}
