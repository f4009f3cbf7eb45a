import { AddressTexts } from './address-text.ts'
import { MEASURES, measuresOf, type NumberForm } from './columns.ts'
import type { Convention } from './convention.ts'
import { javaDouble } from './java-number.ts'
import type { MeteredFlow } from './metered-flow.ts'

/** What stands in the last column when nobody gave a flow a label. */
export const NO_LABEL_TEXT = 'NeedManualLabel'

/** Writes flows as rows of the reference's file. */
export class FlowRows {
  readonly #addresses = new AddressTexts()
  readonly #measures: readonly number[]
  readonly #forms: readonly NumberForm[] = MEASURES.map(({ form }) => form)
  readonly #is_original: boolean

  constructor(convention: Convention) {
    this.#measures = measuresOf(convention)
    this.#is_original = convention === 'original'
  }

  /** One line without its end. */
  row(flow: MeteredFlow, label: string = NO_LABEL_TEXT): string {
    const { key_addresses, key_ports, is_ipv6, is_turned, protocol } = flow
    const key_source = this.#addresses.textOf(key_addresses, 0, is_ipv6)
    const key_destination = this.#addresses.textOf(key_addresses, 4, is_ipv6)
    const source_port = key_ports >>> 16
    const destination_port = key_ports & 0xffff
    const time = this.#is_original ? originalTime(flow.first_us) : correctedTime(flow.first_us)
    const id = `${key_source}-${key_destination}-${source_port}-${destination_port}-${protocol}`
    const ends = is_turned
      ? `${key_destination},${destination_port},${key_source},${source_port}`
      : `${key_source},${source_port},${key_destination},${destination_port}`
    let line = `${id},${ends},${protocol},${time}`
    for (const measure of this.#measures) line += `,${this.#number(flow, measure)}`
    return `${line},${label}`
  }

  #number(flow: MeteredFlow, measure: number): string {
    const value = flow.measures[measure]!
    const form = this.#forms[measure]!
    if (form === 'whole') return String(value)
    return value === 0 && isUnmeasured(flow, form) ? '0' : javaDouble(value)
  }
}

function isUnmeasured(flow: MeteredFlow, form: NumberForm): boolean {
  switch (form) {
    case 'forward-lengths':
      return flow.forward_packets === 0
    case 'backward-lengths':
      return flow.backward_packets === 0
    case 'forward-gaps':
      return flow.forward_packets < 2
    case 'backward-gaps':
      return flow.backward_packets < 2
    case 'active':
      return flow.active_periods === 0
    case 'idle':
      return flow.idle_periods === 0
    case 'whole':
    case 'decimal':
      return false
  }
}

const US_PER_S = 1_000_000
let second_s = Number.NaN
let second_text = ''

/** `YYYY-MM-DD HH:MM:SS` in UTC, with as many groups of three decimals as needed. */
function correctedTime(time_us: number): string {
  const time_s = Math.floor(time_us / US_PER_S)
  if (time_s !== second_s) {
    second_s = time_s
    second_text = new Date(time_s * 1000).toISOString().slice(0, 19).replace('T', ' ')
  }
  const rest_us = time_us - time_s * US_PER_S
  if (rest_us === 0) return second_text
  const decimals = String(rest_us).padStart(6, '0')
  return `${second_text}.${decimals.endsWith('000') ? decimals.slice(0, 3) : decimals}`
}

/** `dd/MM/yyyy hh:mm:ss AM` in UTC, seconds only. */
function originalTime(time_us: number): string {
  const [date = '', time = ''] = correctedTime(Math.floor(time_us / US_PER_S) * US_PER_S).split(' ')
  const hour = Number(time.slice(0, 2))
  const clock = `${String(hour % 12 === 0 ? 12 : hour % 12).padStart(2, '0')}${time.slice(2)}`
  return `${date.split('-').reverse().join('/')} ${clock} ${hour < 12 ? 'AM' : 'PM'}`
}
