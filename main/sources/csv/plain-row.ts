import { FEATURE_COUNT } from '../../flow/features.ts'
import { decodeCell } from './cell-text.ts'
import { type FlowBatchBuilder, NO_LABEL, NO_NUMBER } from '../../flow/flow-batch.ts'
import { labelIndex, type LabelStyle, namesNoThreatType, unknownLabel } from './label.ts'
import type { ParseFormat } from './parse-row.ts'
import { type ClockFormat, isTimeOfDay, parseTimestampUs } from './timestamp.ts'
import { rowFault } from './units.ts'

const NEWLINE = 0x0a
const CARRIAGE_RETURN = 0x0d
const SPACE = 0x20
const MINUS = 0x2d
const PLUS = 0x2b
const DOT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
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

/** Up to here an int32 takes one more digit. */
const LARGEST_OPEN_INT = 99_999_999
/** With nine digits before them these make 15, which a double holds exactly. */
const MOST_LOW_DIGITS = 6
/** Powers of ten up to here are exact doubles. */
const LARGEST_EXACT_POWER = 22
const POWERS_OF_TEN = Float64Array.from({ length: LARGEST_EXACT_POWER + 1 }, (_, power) => Number(`1e${String(power)}`))
/** Bound of the relative error of a value whose digits beyond the fifteenth were left out. */
const CUT_ERROR = 2e-14
/** Below it a float32 loses precision, and the bound above does not hold. */
const SMALLEST_NORMAL = 1e-30

const LONGEST_TEXT_BYTES = 64

/**
 * Reads rows of plain numbers straight from the bytes of a file, several times as fast as through strings. It takes
 * only what it is certain of: for a row with a quote, an empty cell, `Infinity`, a word or a cell too few it gives up,
 * and the row goes the general way. What it takes equals what the general way gives, bit for bit.
 */
export class PlainRowParser {
  readonly #delimiter: number
  readonly #quote: number
  readonly #time_format: ClockFormat
  readonly #label_style: LabelStyle | undefined
  readonly #plan: Int16Array
  /** Features that the file lacks. */
  readonly #lacked: Int32Array
  /** Codes of IPv4 addresses in the batch that is being filled. */
  readonly #codes = new Map<number, number>()
  #filling: FlowBatchBuilder | undefined
  readonly #label = new LastText()
  #label_index: number = NO_LABEL
  readonly #date = new LastText()
  #date_us = NaN
  readonly #time = new LastText()
  #time_us = NaN
  #has_time = false
  /** A port or a protocol, on its way. */
  readonly #small = new Float32Array(1)
  #unknown_label: string | null = null
  /** Where the last cell ended; -1 when it cannot be taken. */
  #at = 0

  constructor({ columns, separators, time_format, label_style }: ParseFormat) {
    this.#label_style = label_style
    this.#delimiter = separators.delimiter.charCodeAt(0)
    this.#quote = separators.quote.charCodeAt(0)
    this.#time_format = time_format
    const plan = new Int16Array(columns.names.length).fill(IGNORED)
    const mark = (column: number, kind: number) => {
      if (column >= 0) plan[column] = kind
    }
    columns.features.forEach((column, index) => {
      mark(column, index)
    })
    mark(columns.source_ip, SOURCE_IP)
    mark(columns.destination_ip, DESTINATION_IP)
    mark(columns.source_port, SOURCE_PORT)
    mark(columns.destination_port, DESTINATION_PORT)
    mark(columns.protocol, PROTOCOL)
    mark(columns.timestamp, TIMESTAMP)
    mark(columns.label, LABEL)
    this.#plan = plan
    this.#lacked = Int32Array.from(columns.features.keys()).filter((index) => columns.features[index]! < 0)
  }

  /** Whether rows of such a file can be plain at all: points between decimals, times in microseconds. */
  static suits({ separators, time_unit }: ParseFormat): boolean {
    return !separators.is_decimal_comma && time_unit.to_us === 1
  }

  /**
   * Appends the row that begins at `start`, and answers where its newline stands; or leaves the builder as it was, and
   * answers -1.
   * @param bytes in which every line ends with a newline, so that no cell has to be held against the end of the bytes
   */
  parse(bytes: Buffer, start: number, line_number: number, into: FlowBatchBuilder): number {
    if (this.#filling !== into) {
      this.#filling = into
      this.#codes.clear()
    }
    const plan = this.#plan
    const delimiter = this.#delimiter
    const { arrays, rows: row } = into
    const { features } = arrays
    const first = row * FEATURE_COUNT
    let source = 0
    let destination = 0
    let source_port = NO_NUMBER
    let destination_port = NO_NUMBER
    let protocol = NO_NUMBER
    let timestamp_us = NaN
    let label = NO_LABEL
    let at = start
    const last_column = plan.length - 1
    for (let column = 0; column <= last_column; column += 1) {
      const kind = plan[column]!
      if (kind >= 0) {
        // Most cells of a flow are whole numbers of a few digits.
        let end = at
        let value = 0
        let digit = bytes[end]! - ZERO
        while (digit >= 0 && digit <= 9 && value <= LARGEST_OPEN_INT) {
          value = (value * 10 + digit) | 0
          end += 1
          digit = bytes[end]! - ZERO
        }
        if (end > at && bytes[end] === delimiter && column < last_column) {
          features[first + kind] = value
          at = end + 1
          continue
        }
        this.#readNumber(bytes, at, features, first + kind)
      } else if (kind === IGNORED) {
        this.#skip(bytes, at)
      } else if (kind === SOURCE_IP) {
        source = this.#address(bytes, at, into)
        if (source === 0) return -1
      } else if (kind === DESTINATION_IP) {
        destination = this.#address(bytes, at, into)
        if (destination === 0) return -1
      } else if (kind === TIMESTAMP) {
        timestamp_us = this.#timestamp(bytes, at)
      } else if (kind === LABEL) {
        label = this.#labelOf(bytes, at)
      } else {
        this.#readNumber(bytes, at, this.#small, 0)
        const value = this.#small[0]!
        if (!(value >= 0 && value <= 65_535 && value % 1 === 0)) return -1
        if (kind === SOURCE_PORT) source_port = value
        else if (kind === DESTINATION_PORT) destination_port = value
        else protocol = value
      }
      at = this.#at
      if (at < 0) return -1
      if (column < last_column) {
        if (bytes[at] !== delimiter) return -1
        at += 1
      }
    }
    if (bytes[at] === CARRIAGE_RETURN) at += 1
    if (bytes[at] !== NEWLINE) return -1
    // The general way tells what does not fit, or which time is none.
    if (rowFault(features, first) !== undefined) return -1
    if (timestamp_us !== timestamp_us && this.#has_time && this.#time_format.order !== undefined) return -1
    const lacked = this.#lacked
    // The memory of an earlier batch still holds its values.
    if (lacked.length > 0) for (const index of lacked) features[first + index] = NaN
    arrays.line_numbers[row] = line_number
    arrays.timestamps_us[row] = timestamp_us
    arrays.sources[row] = source
    arrays.destinations[row] = destination
    arrays.source_ports[row] = source_port
    arrays.destination_ports[row] = destination_port
    arrays.protocols[row] = protocol
    arrays.labels[row] = label
    if (namesNoThreatType(label) && this.#unknown_label !== null) into.unread.addLabel(this.#unknown_label)
    if (timestamp_us !== timestamp_us && this.#has_time) into.unread.addTime()
    into.rows = row + 1
    return at
  }

  /**
   * Puts the decimal number that begins a cell where it belongs, as the float32 that `Math.fround(Number(text))` gives;
   * `#at` is -1 where there is none. It is not returned, since each number that is takes memory of its own. Fifteen digits
   * and a power of ten up to 22 give the correctly rounded double (Clinger 1990); with more digits the cut value serves
   * when every value within its error is the same float32.
   */
  #readNumber(bytes: Buffer, start: number, into: Float32Array, place: number): void {
    this.#at = -1
    let at = start
    let byte = bytes[at]!
    const is_negative = byte === MINUS
    if (is_negative) byte = bytes[(at += 1)]!
    const first_digit = at
    let high = 0
    let low = 0
    let low_digits = 0
    let exponent = 0
    let is_cut = false
    let digit = byte - ZERO
    while (digit >= 0 && digit <= 9) {
      if (high <= LARGEST_OPEN_INT) high = (high * 10 + digit) | 0
      else if (low_digits < MOST_LOW_DIGITS) {
        low = (low * 10 + digit) | 0
        low_digits += 1
      } else {
        is_cut = true
        exponent += 1
      }
      digit = bytes[(at += 1)]! - ZERO
    }
    let digits = at - first_digit
    if (bytes[at] === DOT) {
      at += 1
      const first_decimal = at
      digit = bytes[at]! - ZERO
      while (digit >= 0 && digit <= 9) {
        if (high <= LARGEST_OPEN_INT) {
          high = (high * 10 + digit) | 0
          exponent -= 1
        } else if (low_digits < MOST_LOW_DIGITS) {
          low = (low * 10 + digit) | 0
          low_digits += 1
          exponent -= 1
        } else is_cut = true
        digit = bytes[(at += 1)]! - ZERO
      }
      digits += at - first_decimal
    }
    if (digits === 0) return
    byte = bytes[at]!
    if (byte === LOWER_E || byte === UPPER_E) {
      byte = bytes[(at += 1)]!
      const is_small = byte === MINUS
      if (is_small || byte === PLUS) byte = bytes[(at += 1)]!
      const first_power_digit = at
      let power = 0
      digit = byte - ZERO
      while (digit >= 0 && digit <= 9 && power < 1000) {
        power = power * 10 + digit
        digit = bytes[(at += 1)]! - ZERO
      }
      if (at === first_power_digit) return
      exponent += is_small ? -power : power
    }
    const mantissa = high * POWERS_OF_TEN[low_digits]! + low
    let size = mantissa
    if (exponent > LARGEST_EXACT_POWER || exponent < -LARGEST_EXACT_POWER) {
      if (mantissa !== 0) return
    } else if (exponent < 0) size = mantissa / POWERS_OF_TEN[-exponent]!
    else if (exponent > 0) size = mantissa * POWERS_OF_TEN[exponent]!
    if (is_cut || (size < SMALLEST_NORMAL && size !== 0)) {
      if (size < SMALLEST_NORMAL) return
      if (Math.fround(size * (1 - CUT_ERROR)) !== Math.fround(size * (1 + CUT_ERROR))) return
    }
    into[place] = is_negative ? -size : size
    this.#at = at
  }

  /** Goes to the end of a cell; not of one with a quote, or with a carriage return that does not end the line. */
  #skip(bytes: Buffer, start: number): void {
    const delimiter = this.#delimiter
    const quote = this.#quote
    let at = start
    let byte = bytes[at]!
    while (byte !== delimiter && byte !== NEWLINE && byte !== quote && byte !== CARRIAGE_RETURN)
      byte = bytes[(at += 1)]!
    this.#at = byte === quote || (byte === CARRIAGE_RETURN && bytes[at + 1] !== NEWLINE) ? -1 : at
  }

  /** Code of the address in a cell; a dotted IPv4 address is known by its number. 0 when it cannot be taken. */
  #address(bytes: Buffer, start: number, into: FlowBatchBuilder): number {
    const delimiter = this.#delimiter
    let at = start
    let number = 0
    let part = 0
    let dots = 0
    let is_dotted = true
    let byte = bytes[at]!
    while (byte !== delimiter && byte !== NEWLINE && byte !== CARRIAGE_RETURN) {
      const digit = byte - ZERO
      if (digit >= 0 && digit <= 9) {
        // A leading zero or a part above 255 would make two spellings one number.
        if (part === 0 && digit === 0 && bytes[at + 1]! - ZERO >= 0 && bytes[at + 1]! - ZERO <= 9) is_dotted = false
        part = part * 10 + digit
        if (part > 255) {
          part = 256
          is_dotted = false
        }
      } else if (byte === DOT && bytes[at - 1] !== DOT) {
        number = (number << 8) | part
        part = 0
        dots += 1
      } else {
        is_dotted = false
      }
      byte = bytes[(at += 1)]!
    }
    const length = at - start
    if (!is_dotted || dots !== 3 || length < 7 || bytes[at - 1] === DOT || bytes[start] === DOT) {
      this.#skip(bytes, start)
      if (length === 0 || length > LONGEST_TEXT_BYTES || this.#at !== at) return 0
      return into.addressCode(decodeCell(bytes.toString('latin1', start, at)))
    }
    this.#at = at
    number = (number << 8) | part
    let code = this.#codes.get(number)
    if (code === undefined) {
      code = into.addressCode(bytes.toString('latin1', start, at))
      this.#codes.set(number, code)
    }
    return code
  }

  /** Times of neighbouring rows share their date, which is parsed once. */
  #timestamp(bytes: Buffer, start: number): number {
    this.#skip(bytes, start)
    const at = this.#at
    if (at < 0) return NaN
    let first = start
    while (first < at && bytes[first]! <= SPACE) first += 1
    this.#has_time = first < at
    const is_plain =
      at - start === 26 &&
      bytes[start + 4] === MINUS &&
      bytes[start + 13] === COLON &&
      bytes[start + 16] === COLON &&
      bytes[start + 19] === DOT &&
      this.#time_format.clock_hours === 24 &&
      this.#time_format.has_halves !== true
    // Digits up to the end: there is no time zone.
    const fraction_us = is_plain
      ? twoDigits(bytes, start + 20) * 10_000 + twoDigits(bytes, start + 22) * 100 + twoDigits(bytes, start + 24)
      : NaN
    if (Number.isNaN(fraction_us)) {
      if (!this.#time.is(bytes, start, at)) {
        this.#time_us = parseTimestampUs(decodeCell(this.#time.keep(bytes, start, at)).trim(), this.#time_format)
      }
      return this.#time_us
    }
    if (!this.#date.is(bytes, start, start + 11)) {
      this.#date_us = parseTimestampUs(`${this.#date.keep(bytes, start, start + 11)}00:00:00`, this.#time_format)
    }
    const hour = twoDigits(bytes, start + 11)
    const minute = twoDigits(bytes, start + 14)
    const second = twoDigits(bytes, start + 17)
    if (!isTimeOfDay(hour, minute, second)) return NaN
    return this.#date_us + ((hour * 60 + minute) * 60 + second) * 1e6 + fraction_us
  }

  /** Neighbouring rows mostly have the same label. */
  #labelOf(bytes: Buffer, start: number): number {
    this.#skip(bytes, start)
    const at = this.#at
    if (at < 0) return NO_LABEL
    if (!this.#label.is(bytes, start, at)) {
      const text = this.#label.keep(bytes, start, at)
      this.#label_index = labelIndex(text, this.#label_style)
      this.#unknown_label = namesNoThreatType(this.#label_index) ? unknownLabel(text) : null
    }
    return this.#label_index
  }
}

/** The bytes that a column held last. */
class LastText {
  #bytes: Buffer | undefined

  /** Byte by byte: a call out of JavaScript takes longer than a cell is long. */
  is(bytes: Buffer, start: number, end: number): boolean {
    const own = this.#bytes
    if (own?.length !== end - start) return false
    for (let at = 0; at < own.length; at += 1) if (own[at] !== bytes[start + at]) return false
    return true
  }

  /** Answers them as Latin-1. */
  keep(bytes: Buffer, start: number, end: number): string {
    this.#bytes = Buffer.from(bytes.subarray(start, end))
    return this.#bytes.toString('latin1')
  }
}

/** Value of two digits; NaN when they are none. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - ZERO
  const ones = bytes[at + 1]! - ZERO
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN
}
