import { ipBytes, ipText } from '../ip-address.ts'
import { PROTOCOL_NAMES } from '../protocols.ts'
import { editDistance, type Field } from './fields.ts'
import { parseTime, printTime } from './time-text.ts'
import type { Value } from './tree.ts'

export const STATES = ['open', 'acknowledged', 'closed'] as const
export const SEVERITY_ORDER = ['low', 'medium', 'high', 'critical'] as const

/** A value as it was written. */
export interface Written {
  readonly text: string
  readonly is_quoted: boolean
}

/** What a value of a field means, or what is wrong with it as the end of a sentence that begins with it. */
export function readValue(field: Field, { text, is_quoted }: Written): Value | string {
  switch (field.kind) {
    case 'address':
      return readAddress(text)
    case 'type':
    case 'text':
      return text === '' ? 'is empty' : { kind: 'text', text }
    case 'capture':
      if (text === '') return 'is empty'
      return !is_quoted && /^\d{1,15}$/.test(text) ? { kind: 'number', value: Number(text) } : { kind: 'text', text }
    case 'state':
      return oneOf(text, STATES)
    case 'severity':
      return oneOf(text, SEVERITY_ORDER)
    case 'after':
    case 'before': {
      const at_us = parseTime(text)
      return at_us === undefined
        ? 'is not a time. Write 2017-07-07, 2017-07-07T15:00 or 2017-07-07T15:00:30+02:00. Without an offset it is UTC, in the window the time zone of the settings'
        : { kind: 'number', value: at_us }
    }
    default:
      return readRange(text, (part) => readNumber(field, part))
  }
}

/** The text that {@link readValue} reads as this value. */
export function printValue(field: Field, value: Value): string {
  switch (value.kind) {
    case 'text':
      return printText(value.text)
    case 'network':
      return `${value.address}/${String(value.bits)}`
    case 'range':
      return `${printNumber(field, value.from)}..${printNumber(field, value.to)}`
    case 'number':
      return printNumber(field, value.value)
  }
}

/** Text in quotes where it would be read as something else without. */
function printText(text: string): string {
  return /^[^\s(),"\\]+$/u.test(text) && !/^\d+$/.test(text) ? text : quoted(text)
}

export function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, (character) => `\\${character}`)}"`
}

function printNumber({ kind }: Field, value: number): string {
  if (kind === 'after' || kind === 'before') return printTime(value)
  if (kind === 'protocol') return PROTOCOL_NAMES.get(value)?.toLowerCase() ?? String(value)
  if (kind !== 'duration') return String(value)
  if (value % 1e6 === 0) return `${String(value / 1e6)}s`
  return value % 1e3 === 0 ? `${String(value / 1e3)}ms` : `${String(value)}us`
}

function readAddress(text: string): Value | string {
  const [, address = text, bits] = /^(.*)\/(\d{1,3})$/.exec(text) ?? []
  const bytes = ipBytes(address)
  if (bytes === undefined) {
    if (bits !== undefined || /^[\d.]+$/.test(address))
      return 'is not an address. Write 10.0.0.5, 10.0.0.0/24 or 2001:db8::/32'
    return address === '' ? 'is empty' : { kind: 'text', text: address }
  }
  const canonical = ipText(address) ?? address
  if (bits === undefined) return { kind: 'text', text: canonical }
  const most = bytes.length * 8
  if (Number(bits) > most) return `has a network of ${bits} bits; such an address has ${String(most)}`
  return { kind: 'network', address: canonical, bits: Number(bits) }
}

function oneOf(text: string, known: readonly string[]): Value | string {
  const found = known.find((each) => each === text.toLowerCase())
  if (found !== undefined) return { kind: 'text', text: found }
  const near = known.find((each) => editDistance(each, text.toLowerCase()) <= 2)
  return `is none of ${known.join(', ')}${near === undefined ? '' : `. Did you mean ${near}?`}`
}

function readRange(text: string, read: (part: string) => number | string): Value | string {
  const [from_text = '', to_text, ...others] = text.split('..')
  if (others.length > 0) return 'has more than one ".."'
  const from = read(from_text)
  if (typeof from === 'string') return from
  if (to_text === undefined) return { kind: 'number', value: from }
  const to = read(to_text)
  if (typeof to === 'string') return to
  return from > to ? 'ends before it begins' : { kind: 'range', from, to }
}

const UNITS_US = { us: 1, µs: 1, ms: 1e3, s: 1e6, m: 60e6, min: 60e6, h: 3600e6, d: 86_400e6 } as const
const MULTIPLES = { k: 1e3, m: 1e6, g: 1e9, t: 1e12 } as const

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-zµ%]*)$/i

function readNumber(field: Field, text: string): number | string {
  if (field.kind === 'protocol') {
    const named = [...PROTOCOL_NAMES].find(([, name]) => name.toLowerCase() === text.toLowerCase())
    if (named !== undefined) return named[0]
  }
  const [, digits, suffix = ''] = NUMBER.exec(text) ?? []
  const value = Number(digits)
  if (digits === undefined || !Number.isFinite(value)) return reasonNoNumber(field)
  // No minus zero: it prints as 0.
  return withSuffix(field, value + 0, suffix)
}

function withSuffix(field: Field, value: number, suffix: string): number | string {
  switch (field.kind) {
    case 'duration':
      if (suffix === '') return value === 0 ? 0 : 'needs a unit, such as 10s, 250ms or 1500us'
      return Object.hasOwn(UNITS_US, suffix) ? value * UNITS_US[suffix as keyof typeof UNITS_US] : reasonNoNumber(field)
    case 'share': {
      const share = suffix === '%' ? value / 100 : value
      if (suffix !== '%' && suffix !== '') return reasonNoNumber(field)
      return share >= 0 && share <= 1 ? share : 'is not between 0 and 1 (or 0% and 100%)'
    }
    case 'port':
    case 'protocol':
    case 'count': {
      const most = { port: 65_535, protocol: 255, count: Number.MAX_SAFE_INTEGER }[field.kind]
      if (suffix !== '') return reasonNoNumber(field)
      return Number.isInteger(value) && value >= 0 && value <= most
        ? value
        : `is not a whole number from 0${most < 1e6 ? ` to ${String(most)}` : ''}`
    }
    default: {
      const multiple = suffix.toLowerCase()
      if (suffix === '') return value
      return Object.hasOwn(MULTIPLES, multiple)
        ? value * MULTIPLES[multiple as keyof typeof MULTIPLES]
        : reasonNoNumber(field)
    }
  }
}

function reasonNoNumber({ kind }: Field): string {
  if (kind === 'duration') return 'is not a duration. Write 10s, 250ms or 1500us'
  if (kind === 'protocol') return 'is not a protocol. Write tcp, udp, icmp or an IANA number'
  if (kind === 'port') return 'is not a port. Write 443, or 1024..65535 for a range'
  return 'is not a number'
}
