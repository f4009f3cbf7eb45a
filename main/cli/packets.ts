import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'

import { AnomalyError } from '../../contract/errors.ts'
import { isMatchingFlow } from '../../contract/query/flow-fields.ts'
import { parseQuery } from '../../contract/query/parse.ts'
import { type QueryTree, testsOf } from '../../contract/query/tree.ts'
import { savePackets } from '../engine/save-packets.ts'
import { isStandardOutputTaken, STANDARD_OUTPUT } from '../files/output-place.ts'
import { refuseSameFiles } from '../files/same-file.ts'
import { destinationIp, type FlowBatch, sourceIp } from '../flow/flow-batch.ts'
import { FEATURE_COUNT } from '../flow/features.ts'
import { FlowCollector } from '../sources/packets/flow-collector.ts'
import { meterFile } from '../sources/packets/meter-file.ts'
import { METERED_AS, IMPORT_METER } from '../sources/packets/read-packets.ts'
import { namingRefusals } from './named-refusal.ts'
import { print, printJson, tell } from './output.ts'
import { stopsBySignal } from './signals.ts'

export interface PacketsCommandOptions {
  readonly out: string
  readonly query?: string
  readonly json?: boolean
}

/** What only a model, or the store, can tell of a flow. */
const UNKNOWN_HERE: ReadonlySet<string> = new Set(['type', 'confidence', 'label', 'capture'])

/** Writes the packets of those flows of a capture that a query holds for. */
export async function packets(file: string, { out, query = '', json }: PacketsCommandOptions): Promise<void> {
  const path = resolve(file)
  const out_path = out === STANDARD_OUTPUT ? out : resolve(out)
  await refuseSameFiles([path], [out_path], 'The capture and --out must be different files.')
  const is_stdout_taken = await isStandardOutputTaken([out_path])
  if (is_stdout_taken && json === true) {
    throw new AnomalyError(
      'invalid_input',
      'With --json, standard output is reserved for the JSON object. Give a file for --out.',
    )
  }
  const tree = readQuery(query)
  const signal = stopsBySignal()
  const { numbers, starts_us, sha256 } = await namingRefusals(file, matchingFlows(path, tree, signal))
  if (numbers.length === 0) throw new AnomalyError('not_found', `No flow of ${basename(file)} matches.`)
  const captures = [
    {
      ...{ capture_id: null, path, size_bytes: (await stat(path)).size },
      flow_numbers: Uint32Array.from(numbers),
      first_us: Float64Array.from(starts_us),
      comments: [
        `Packets of ${numbers.length.toLocaleString('en-US')} flow${numbers.length === 1 ? '' : 's'}`,
        ...(query.trim() === '' ? [] : [`Filter: ${query.trim()}`]),
        `From ${basename(file)}, SHA-256 ${sha256}`,
      ],
    },
  ]
  const saved = await namingRefusals(
    file,
    savePackets({ captures, out_path }, signal, () => Promise.resolve()),
  )
  if (json === true) {
    printJson({ ...saved, sha256 })
    return
  }
  const say = is_stdout_taken ? tell : print
  say(
    `${String(saved.packets)} packets of ${String(saved.flows)} flows written to ${is_stdout_taken ? 'standard output' : out}`,
  )
}

/** @throws AnomalyError `invalid_input` for a query that is wrong, or asks for what a model says */
function readQuery(text: string): QueryTree | null {
  if (text.trim() === '') return null
  const parsed = parseQuery(text, 'flows')
  if (!parsed.ok) throw new AnomalyError('invalid_input', `The query is wrong. ${parsed.fault.reason}`)
  const unknown = testsOf(parsed.tree).find(({ field }) => UNKNOWN_HERE.has(field))
  if (unknown === undefined) return parsed.tree
  throw new AnomalyError(
    'invalid_input',
    `The field ${unknown.field} is not known here: no model classifies the flows. Import the capture, and save the packets from there.`,
  )
}

interface Matching {
  readonly numbers: number[]
  /** When each of them began. */
  readonly starts_us: number[]
  readonly sha256: string
}

const BATCH_ROWS = 4096

async function matchingFlows(path: string, tree: QueryTree | null, signal: AbortSignal): Promise<Matching> {
  const numbers: number[] = []
  const starts_us: number[] = []
  let flows = 0
  const collector = new FlowCollector({
    ...{ convention: METERED_AS, batch_rows: BATCH_ROWS, keep_lines: false },
    usedMemory: () => undefined,
  })
  const look = (batch: FlowBatch) => {
    for (let row = 0; row < batch.rows; row += 1) {
      if (tree !== null && !isMatchingRow(tree, batch, row)) continue
      numbers.push(flows + row + 1)
      starts_us.push(batch.timestamps_us[row] ?? Number.NaN)
    }
    flows += batch.rows
  }
  const between = () => {
    for (const { batch } of collector.full.splice(0)) look(batch)
    return Promise.resolve()
  }
  const { sha256 } = await meterFile(path, IMPORT_METER, (flow) => collector.add(flow), between, signal)
  look(collector.take().batch)
  return { numbers, starts_us, sha256 }
}

function isMatchingRow(tree: QueryTree, batch: FlowBatch, row: number): boolean {
  return isMatchingFlow(tree, {
    ...{ threat_type: '', confidence: 0, label: null, capture_id: 0, capture_name: '' },
    timestamp_us: batch.timestamps_us[row] ?? Number.NaN,
    timestamp_known: 1,
    source_ip: sourceIp(batch, row),
    source_port: batch.source_ports[row] ?? null,
    destination_ip: destinationIp(batch, row),
    destination_port: batch.destination_ports[row] ?? null,
    protocol: batch.protocols[row] ?? null,
    line_number: batch.line_numbers[row] ?? 0,
    feature: (index) => batch.features[row * FEATURE_COUNT + index] ?? Number.NaN,
  })
}
