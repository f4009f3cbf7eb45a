import { isReadable } from '../csv/date-order.ts'
import { readTimeText } from '../csv/timestamp.ts'
import type { EntryShape } from './entry-shapes.ts'

type Fits = (value: number) => boolean

const isPort: Fits = (value) => Number.isInteger(value) && value >= 0 && value <= 65_535
const isProtocol: Fits = (value) => Number.isInteger(value) && value >= 0 && value <= 255
const isTime: Fits = (value) => isReadable(readTimeText(String(value)), 'day-first')
const isAny: Fits = () => true

const PORT = 'a port is text or a whole number from 0 to 65535'
const ADDRESS = 'an address is text'
const LABEL = 'a label is text or a number'

/**
 * What is wrong with the values beside the features that no file could have: a text that a file would leave unread is left
 * unread here too, but nobody means an object, a truth value or the number of no port by one.
 * @param entry the values by their names
 */
export function identityFaults(entry: Readonly<Record<string, unknown>>, shape: EntryShape): readonly string[] {
  const { names, columns, label_columns } = shape
  let faults: string[] | undefined
  const check = (column: number, fits: Fits, expected: string) => {
    if (column < 0) return
    const value = entry[names[column]!]
    if (value === null || value === undefined || typeof value === 'string') return
    if (typeof value === 'number' && fits(value)) return
    faults ??= []
    faults.push(`has ${shown(value)} for ${names[column]!}: ${expected}`)
  }
  check(columns.timestamp, isTime, 'a time is text or a number since 1970')
  check(columns.source_ip, isAny, ADDRESS)
  check(columns.destination_ip, isAny, ADDRESS)
  check(columns.source_port, isPort, PORT)
  check(columns.destination_port, isPort, PORT)
  check(columns.protocol, isProtocol, 'a protocol is text or a whole number from 0 to 255')
  for (const column of label_columns) check(column, isAny, LABEL)
  return faults ?? NO_FAULTS
}

const NO_FAULTS: readonly string[] = []

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'an array'
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : 'an object'
}
