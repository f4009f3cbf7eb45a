import { FEATURE_COUNT } from '../flow/features.ts'
import { type FlowBatchBuilder, NO_LABEL, NO_NUMBER } from './flow-batch.ts'
import { labelIndex } from './label.ts'
import type { ParseFormat } from './parse-row.ts'
import { type ClockFormat, isTimeOfDay, parseTimestampUs } from './timestamp.ts'

const DOT = 0x2e
const MINUS = 0x2d
const PLUS = 0x2b
const ZERO = 0x30
const NINE = 0x39
const UPPER_E = 0x45
const LOWER_E = 0x65

/** What a column holds: an index into FEATURES, or one of these. */
const IGNORED = -1
const SOURCE_IP = -2
const DESTINATION_IP = -3
const SOURCE_PORT = -4
const DESTINATION_PORT = -5
const PROTOCOL = -6
const TIMESTAMP = -7
const LABEL = -8

/** Below this a mantissa takes one more digit and stays exact in a double. */
const LARGEST_OPEN_MANTISSA = Math.floor(2 ** 53 / 10) - 1
/** Powers of ten up to here are exact doubles. */
const LARGEST_EXACT_POWER = 22
const POWERS_OF_TEN = Float64Array.from({ length: LARGEST_EXACT_POWER + 1 }, (_, power) => Number(`1e${String(power)}`))
/** Bound of the relative error of a value whose digits beyond the mantissa were left out. */
const CUT_ERROR = 2e-15
/** Below it a float32 loses precision, and the bound above does not hold. */
const SMALLEST_NORMAL = 1e-30

const LONGEST_TEXT_BYTES = 64
const CACHED_TEXTS = 65_536

/**
 * Reads rows of plain numbers straight from the bytes of a file, several times as fast as through strings. It takes
 * only what it is certain of: for a row with a quote, an empty cell, `Infinity`, a word or a cell too few it gives up,
 * and the row goes the general way. What it takes equals what the general way gives, bit for bit.
 */
export class PlainRowParser {
  readonly #delimiter: number
  readonly #quote: number
  readonly #time_format: ClockFormat
  readonly #plan: Int16Array
  readonly #ips = new Map<number, string>()
  #label_bytes: Buffer = Buffer.alloc(0)
  #label: number = NO_LABEL
  #date_bytes: Buffer = Buffer.alloc(0)
  #date_us = NaN
  #time_bytes: Buffer = Buffer.alloc(0)
  #time_us = NaN
  /** Where the last cell ended. */
  #at = 0

  constructor({ columns, separators, time_format }: ParseFormat) {
    this.#delimiter = separators.delimiter.charCodeAt(0)
    this.#quote = separators.quote.charCodeAt(0)
    this.#time_format = time_format
    const plan = new Int16Array(columns.names.length).fill(IGNORED)
    columns.features.forEach((column, index) => (plan[column] = index))
    const mark = (column: number, kind: number) => {
      if (column >= 0) plan[column] = kind
    }
    mark(columns.source_ip, SOURCE_IP)
    mark(columns.destination_ip, DESTINATION_IP)
    mark(columns.source_port, SOURCE_PORT)
    mark(columns.destination_port, DESTINATION_PORT)
    mark(columns.protocol, PROTOCOL)
    mark(columns.timestamp, TIMESTAMP)
    mark(columns.label, LABEL)
    this.#plan = plan
  }

  /** Whether rows of such a file can be plain at all: points between decimals, times in microseconds. */
  static suits({ separators, time_unit }: ParseFormat): boolean {
    return !separators.is_decimal_comma && time_unit.to_us === 1
  }

  /** Appends the row in `bytes[start, end)` and answers true, or leaves the builder as it was and answers false. */
  parse(bytes: Buffer, start: number, end: number, line_number: number, into: FlowBatchBuilder): boolean {
    const plan = this.#plan
    const delimiter = this.#delimiter
    const row = into.rows
    const features = into.features
    const first = row * FEATURE_COUNT
    let source_ip: string | null = null
    let destination_ip: string | null = null
    into.timestamps_us[row] = NaN
    into.source_ports[row] = NO_NUMBER
    into.destination_ports[row] = NO_NUMBER
    into.protocols[row] = NO_NUMBER
    into.labels[row] = NO_LABEL
    let at = start
    const last_column = plan.length - 1
    for (let column = 0; column <= last_column; column += 1) {
      const kind = plan[column]!
      if (kind >= 0) {
        // Most cells of a flow are a single digit.
        const digit = bytes[at]! - ZERO
        if (digit >= 0 && digit <= 9 && bytes[at + 1] === delimiter && at + 1 < end && column < last_column) {
          features[first + kind] = digit
          at += 2
          continue
        }
        const value = this.#number(bytes, at, end)
        if (value !== value) return false
        features[first + kind] = value
      } else if (kind === IGNORED) {
        this.#skip(bytes, at, end)
      } else if (kind === SOURCE_IP) {
        source_ip = this.#ip(bytes, at, end)
        if (source_ip === null) return false
      } else if (kind === DESTINATION_IP) {
        destination_ip = this.#ip(bytes, at, end)
        if (destination_ip === null) return false
      } else if (kind === TIMESTAMP) {
        into.timestamps_us[row] = this.#timestamp(bytes, at, end)
      } else if (kind === LABEL) {
        into.labels[row] = this.#labelOf(bytes, at, end)
      } else {
        const value = this.#number(bytes, at, end)
        if (!(value >= 0 && value <= 65_535 && value % 1 === 0)) return false
        const ports =
          kind === SOURCE_PORT ? into.source_ports : kind === DESTINATION_PORT ? into.destination_ports : into.protocols
        ports[row] = value
      }
      at = this.#at
      if (at < 0) return false
      if (column === last_column) {
        if (at !== end) return false
      } else if (bytes[at] !== delimiter || at >= end) {
        return false
      }
      at += 1
    }
    into.line_numbers[row] = line_number
    into.source_ips.push(source_ip)
    into.destination_ips.push(destination_ip)
    into.rows = row + 1
    return true
  }

  /**
   * The decimal number that fills a cell, as the float32 that `Math.fround(Number(text))` gives; NaN when the cell is
   * anything else. A mantissa below 2^53 and a power of ten up to 22 give the correctly rounded double (Clinger 1990);
   * with more digits the cut value serves when every value within its error is the same float32.
   */
  #number(bytes: Buffer, start: number, end: number): number {
    let at = start
    let byte = bytes[at]!
    const is_negative = byte === MINUS
    if (is_negative) byte = bytes[(at += 1)]!
    const first_digit = at
    let mantissa = 0
    let exponent = 0
    let is_cut = false
    while (at < end && byte >= ZERO && byte <= NINE) {
      if (mantissa <= LARGEST_OPEN_MANTISSA) mantissa = mantissa * 10 + (byte - ZERO)
      else {
        is_cut = true
        exponent += 1
      }
      byte = bytes[(at += 1)]!
    }
    let digits = at - first_digit
    if (at < end && byte === DOT) {
      byte = bytes[(at += 1)]!
      const first_decimal = at
      while (at < end && byte >= ZERO && byte <= NINE) {
        if (mantissa <= LARGEST_OPEN_MANTISSA) {
          mantissa = mantissa * 10 + (byte - ZERO)
          exponent -= 1
        } else is_cut = true
        byte = bytes[(at += 1)]!
      }
      digits += at - first_decimal
    }
    if (digits === 0) return NaN
    if (at < end && (byte === LOWER_E || byte === UPPER_E)) {
      byte = bytes[(at += 1)]!
      const is_small = byte === MINUS
      if (is_small || byte === PLUS) byte = bytes[(at += 1)]!
      const first_power_digit = at
      let power = 0
      while (at < end && byte >= ZERO && byte <= NINE && power < 1000) {
        power = power * 10 + (byte - ZERO)
        byte = bytes[(at += 1)]!
      }
      if (at === first_power_digit) return NaN
      exponent += is_small ? -power : power
    }
    this.#at = at
    if (exponent > LARGEST_EXACT_POWER || exponent < -LARGEST_EXACT_POWER)
      return mantissa === 0 ? (is_negative ? -0 : 0) : NaN
    const size = exponent < 0 ? mantissa / POWERS_OF_TEN[-exponent]! : mantissa * POWERS_OF_TEN[exponent]!
    if (is_cut || (size < SMALLEST_NORMAL && size !== 0)) {
      if (size < SMALLEST_NORMAL) return NaN
      if (Math.fround(size * (1 - CUT_ERROR)) !== Math.fround(size * (1 + CUT_ERROR))) return NaN
    }
    return is_negative ? -size : size
  }

  #skip(bytes: Buffer, start: number, end: number): void {
    const delimiter = this.#delimiter
    const quote = this.#quote
    let at = start
    while (at < end && bytes[at] !== delimiter) {
      if (bytes[at] === quote) {
        this.#at = -1
        return
      }
      at += 1
    }
    this.#at = at
  }

  /** A dotted IPv4 address comes from a cache by its number; other text is taken as it stands. */
  #ip(bytes: Buffer, start: number, end: number): string | null {
    const delimiter = this.#delimiter
    const quote = this.#quote
    let at = start
    let number = 0
    let part = 0
    let dots = 0
    let is_dotted = true
    while (at < end && bytes[at] !== delimiter) {
      const byte = bytes[at]!
      if (byte === quote) return null
      if (byte >= ZERO && byte <= NINE) part = part * 10 + (byte - ZERO)
      else if (byte === DOT) {
        number = number * 256 + part
        part = 0
        dots += 1
      } else is_dotted = false
      // A leading zero or a part above 255 would make two spellings one number.
      if (part > 255 || (part === 0 && byte === ZERO && bytes[at + 1]! >= ZERO && bytes[at + 1]! <= NINE))
        is_dotted = false
      at += 1
    }
    this.#at = at
    const length = at - start
    if (length === 0 || length > LONGEST_TEXT_BYTES) return null
    if (!is_dotted || dots !== 3 || length < 7 || bytes[at - 1] === DOT || bytes[start] === DOT) {
      return bytes.toString('latin1', start, at)
    }
    number = number * 256 + part
    const known = this.#ips.get(number)
    if (known?.length === length) return known
    const text = bytes.toString('latin1', start, at)
    if (this.#ips.size < CACHED_TEXTS) this.#ips.set(number, text)
    return text
  }

  /** Times of neighbouring rows share their date, which is parsed once. */
  #timestamp(bytes: Buffer, start: number, end: number): number {
    this.#skip(bytes, start, end)
    const at = this.#at
    if (at < 0) return NaN
    const is_plain =
      at - start === 26 &&
      bytes[start + 4] === MINUS &&
      bytes[start + 13] === 0x3a &&
      bytes[start + 16] === 0x3a &&
      bytes[start + 19] === DOT &&
      this.#time_format.clock_hours === 24
    // Digits up to the end, so that no zone stands there.
    const fraction_us = is_plain
      ? twoDigits(bytes, start + 20) * 10_000 + twoDigits(bytes, start + 22) * 100 + twoDigits(bytes, start + 24)
      : NaN
    if (Number.isNaN(fraction_us)) {
      if (this.#time_bytes.length !== at - start || this.#time_bytes.compare(bytes, start, at) !== 0) {
        this.#time_bytes = Buffer.from(bytes.subarray(start, at))
        this.#time_us = parseTimestampUs(this.#time_bytes.toString('latin1').trim(), this.#time_format)
      }
      return this.#time_us
    }
    if (this.#date_bytes.length !== 11 || this.#date_bytes.compare(bytes, start, start + 11) !== 0) {
      this.#date_bytes = Buffer.from(bytes.subarray(start, start + 11))
      this.#date_us = parseTimestampUs(`${bytes.toString('latin1', start, start + 11)}00:00:00`, this.#time_format)
    }
    const hour = twoDigits(bytes, start + 11)
    const minute = twoDigits(bytes, start + 14)
    const second = twoDigits(bytes, start + 17)
    if (!isTimeOfDay(hour, minute, second)) return NaN
    return this.#date_us + ((hour * 60 + minute) * 60 + second) * 1e6 + fraction_us
  }

  /** Neighbouring rows mostly have the same label. */
  #labelOf(bytes: Buffer, start: number, end: number): number {
    this.#skip(bytes, start, end)
    const at = this.#at
    if (at < 0) return NO_LABEL
    if (this.#label_bytes.length !== at - start || this.#label_bytes.compare(bytes, start, at) !== 0) {
      this.#label_bytes = Buffer.from(bytes.subarray(start, at))
      this.#label = labelIndex(this.#label_bytes.toString('latin1'))
    }
    return this.#label
  }
}

/** Value of two digits; NaN when they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}
