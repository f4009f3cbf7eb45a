import { AnomalyError } from '../../../contract/errors.ts'
import type { MeterOptions, MeterReport } from './capture-meter.ts'
import { FlowFinder, type FoundFlows, type WantedFlows } from './flow-finder.ts'
import type { MeteredFlow } from './metered-flow.ts'
import { openPackets } from './packet-file.ts'
import { PacketPicker, type PickTaker } from './packet-picker.ts'

/** Flows that are ended at a time when a capture has ended with many of them open. */
const DRAINED_FLOWS = 8192

/** A capture file and the flows of it whose packets are wanted. */
export interface PickSource {
  readonly path: string
  /** As the flows were metered. */
  readonly meter: MeterOptions
  readonly wanted: WantedFlows
}

/** How a reading goes on, and is told of. */
export interface PickOptions {
  /** Whether the packets that were handed over are all that is wanted. */
  readonly isEnough?: () => boolean
  readonly signal?: AbortSignal | undefined
  /** Told now and then how many bytes of the file were read, in both readings together. */
  readonly onProgress?: (bytes_read: number) => Promise<void> | void
}

/** Flows that were found, and what is known of the part of the capture that was read for it. */
export interface FoundInFile extends FoundFlows {
  readonly report: MeterReport
}

/**
 * Reads a capture for the first time: which of its flows are wanted, and whether all of them are there.
 * @param onFound is shown each wanted flow in the order of their numbers
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function findFlows(
  { path, meter, wanted }: PickSource,
  onFound: (flow: MeteredFlow, flow_number: number) => void,
  options: PickOptions = {},
): Promise<FoundInFile> {
  const finder = new FlowFinder(meter, wanted, onFound)
  await readThrough(path, finder, options)
  if (!finder.is_done) throw otherFlows()
  return { ...finder.found(), report: finder.report() }
}

/**
 * Reads it again, and hands over the packets of these flows in the order in which they were metered.
 * @param between called now and then, to write what the taker collected
 * @throws AnomalyError `unreadable_file`, `cancelled`
 */
export async function pickPackets(
  { path, meter }: PickSource,
  found: FoundFlows,
  taker: PickTaker,
  between: () => Promise<void>,
  options: PickOptions = {},
): Promise<void> {
  await readThrough(path, new PacketPicker(meter, found, taker), {
    ...options,
    onProgress: async (bytes_read) => {
      await between()
      await options.onProgress?.(bytes_read)
    },
  })
}

/** Checks that a flow found again is the one that began at that time, where it is known. @throws AnomalyError `unreadable_file` */
export function checkFlow({ first_us }: MeteredFlow, expected_us: number | undefined): void {
  const is_known = expected_us !== undefined && !Number.isNaN(expected_us)
  if (is_known && first_us !== expected_us) throw otherFlows()
}

function otherFlows(): AnomalyError {
  return new AnomalyError(
    'unreadable_file',
    'Metering the capture again gives other flows than when it was imported, so its packets cannot be told apart. Import it again.',
  )
}

interface Reader {
  push(chunk: Buffer): boolean
  drain(most: number): boolean
}

async function readThrough(
  path: string,
  reader: Reader,
  { signal, onProgress, isEnough = () => false }: PickOptions,
): Promise<void> {
  const file = await openPackets(path)
  const step = async () => {
    await onProgress?.(file.bytes_read())
    if (signal?.aborted === true) throw new AnomalyError('cancelled', 'Reading was cancelled.')
  }
  try {
    for await (const chunk of file.bytes) {
      const has_more = reader.push(chunk)
      await step()
      if (!has_more || isEnough()) break
    }
    while (!isEnough() && reader.drain(DRAINED_FLOWS)) await step()
    await step()
  } finally {
    file.close()
  }
}
