import { AnomalyError } from '../../../contract/errors.ts'
import { COMMA_SEPARATED } from '../csv/separators.ts'
import { splitCells } from '../csv/split-cells.ts'
import type { MeteredFlow } from './metered-flow.ts'
import { parseNetwork, type Network } from './network.ts'
import { SCHEDULE_HEADER } from './schedule-header.ts'

interface Entry {
  readonly start_us: number
  readonly end_us: number
  readonly source: Network | null
  readonly destination: Network | null
  readonly label: string
}

/** What happened when, by whom to whom: flows get the label of the first line they fit. */
export class LabelSchedule {
  readonly #entries: readonly Entry[]

  private constructor(entries: readonly Entry[]) {
    this.#entries = entries
  }

  /**
   * Reads a schedule: CSV with {@link SCHEDULE_HEADER}, quoted or not, times in ISO 8601 (UTC unless they say otherwise), addresses or
   * networks such as 10.0.0.0/8. An empty cell stands for any.
   * @throws AnomalyError `invalid_input` that names each line at fault
   */
  static parse(text: string): LabelSchedule {
    const [header, ...lines] = text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .map((line) => line.trim())
    const names = splitCells(header ?? '', COMMA_SEPARATED).cells.map((name) => name.toLowerCase().replaceAll(' ', ''))
    if (names.join(',') !== SCHEDULE_HEADER) {
      throw new AnomalyError('invalid_input', `The first line of a schedule must be "${SCHEDULE_HEADER}".`)
    }
    const problems: { where: string; reason: string }[] = []
    const entries = lines.flatMap((line, index) => {
      if (line === '') return []
      const entry = parseEntry(line)
      if (typeof entry !== 'string') return [entry]
      problems.push({ where: `line ${index + 2}`, reason: entry })
      return []
    })
    const [first] = problems
    if (first !== undefined) {
      throw new AnomalyError('invalid_input', `The schedule cannot be used: ${first.where}: ${first.reason}`, {
        problems,
      })
    }
    return new LabelSchedule(entries)
  }

  /** The label of a flow by its first packet and its addresses, whichever of them began; undefined when no line fits. */
  labelOf(flow: MeteredFlow): string | undefined {
    const { first_us, key_addresses, is_ipv6 } = flow
    return this.#entries.find(
      ({ start_us, end_us, source, destination }) =>
        first_us >= start_us &&
        first_us <= end_us &&
        ((isIn(source, key_addresses, 0, is_ipv6) && isIn(destination, key_addresses, 4, is_ipv6)) ||
          (isIn(source, key_addresses, 4, is_ipv6) && isIn(destination, key_addresses, 0, is_ipv6))),
    )?.label
  }
}

function isIn(network: Network | null, addresses: Uint32Array, at: number, is_ipv6: boolean): boolean {
  if (network === null) return true
  if (network.is_ipv6 !== is_ipv6) return false
  return network.masks.every((mask, word) => (addresses[at + word]! & mask) >>> 0 === network.words[word])
}

/** @returns the entry, or what is wrong with the line */
function parseEntry(line: string): Entry | string {
  const { cells: written, fault } = splitCells(line, COMMA_SEPARATED)
  if (fault !== undefined) return `It ${fault}.`
  const cells = written.map((cell) => cell.trim())
  if (cells.length !== 5) return `It has ${cells.length} cells in place of 5.`
  const [start = '', end = '', source = '', destination = '', label = ''] = cells
  const start_us = timeOf(start, Number.NEGATIVE_INFINITY)
  const end_us = timeOf(end, Number.POSITIVE_INFINITY)
  if (Number.isNaN(start_us) || Number.isNaN(end_us)) return 'A time must be written as 2017-07-04T12:20:00Z.'
  if (start_us > end_us) return 'It ends before it starts.'
  const source_network = source === '' ? null : parseNetwork(source)
  const destination_network = destination === '' ? null : parseNetwork(destination)
  if (source_network === undefined || destination_network === undefined) {
    return 'An address must be IPv4 or IPv6, with an optional prefix length such as /24.'
  }
  if (label === '') return 'The label is empty.'
  return { start_us, end_us, source: source_network, destination: destination_network, label }
}

function timeOf(text: string, open: number): number {
  if (text === '') return open
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/.test(text)) return Number.NaN
  const has_zone = /(Z|[+-]\d\d:\d\d)$/.test(text)
  return Date.parse(`${text.replace(' ', 'T')}${has_zone ? '' : 'Z'}`) * 1000
}
