import { FEATURE_NAMES } from '../feature-names.ts'
import type { Subject } from './tree.ts'

/** How the values of a field are written and compared. */
export type FieldKind =
  | 'address'
  | 'port'
  | 'protocol'
  | 'type'
  | 'text'
  | 'capture'
  | 'state'
  | 'severity'
  | 'share'
  | 'count'
  | 'number'
  | 'duration'
  | 'after'
  | 'before'

/** Something that a query can ask for. */
export interface Field {
  readonly name: string
  readonly aliases: readonly string[]
  readonly kind: FieldKind
  readonly of: readonly Subject[]
  /** What it is, as a phrase for a person. */
  readonly meaning: string
  /** A value as it is written. */
  readonly example: string
  /** Indices of the features whose sum it is; none for what is no feature. */
  readonly features: readonly number[]
}

const BOTH: readonly Subject[] = ['flows', 'alerts']
const FLOWS: readonly Subject[] = ['flows']
const ALERTS: readonly Subject[] = ['alerts']

function field(
  [name, ...aliases]: readonly [string, ...string[]],
  kind: FieldKind,
  of: readonly Subject[],
  meaning: string,
  example: string,
  features: readonly number[] = [],
): Field {
  return { name, aliases, kind, of, meaning, example, features }
}

const featureAt = (name: (typeof FEATURE_NAMES)[number]) => FEATURE_NAMES.indexOf(name)

const OWN_FIELDS: readonly Field[] = [
  field(['type', 'threat_type', 'threat'], 'type', BOTH, 'threat type', 'DDoS'),
  field(['src', 'source', 'source_ip', 'src_ip'], 'address', BOTH, 'source address or network', '172.16.0.0/24'),
  field(['dst', 'destination', 'destination_ip', 'dst_ip'], 'address', BOTH, 'destination address', '192.168.10.50'),
  field(['ip', 'host', 'address'], 'address', BOTH, 'source or destination address', '192.168.10.50'),
  field(['sport', 'source_port', 'src_port'], 'port', FLOWS, 'source port', '40000..60000'),
  field(['dport', 'destination_port', 'dst_port'], 'port', BOTH, 'destination port', '80,443'),
  field(['port'], 'port', BOTH, 'source or destination port', '53'),
  field(['proto', 'protocol'], 'protocol', FLOWS, 'protocol, by name or IANA number', 'tcp'),
  field(['confidence'], 'share', BOTH, 'confidence of the model, from 0 to 1; the highest of an alert', '0.9'),
  field(['after', 'since'], 'after', BOTH, 'at this time or later; what has no time is left out', '2017-07-07T15:00'),
  field(
    ['before', 'until'],
    'before',
    BOTH,
    'earlier than this time; what has no time is left out',
    '2017-07-07T16:00',
  ),
  field(['capture'], 'capture', BOTH, 'capture, by number or part of its name', 'friday'),
  field(['duration'], 'duration', FLOWS, 'how long the flow lasted', '10s', [featureAt('Flow Duration')]),
  field(['bytes'], 'number', FLOWS, 'payload bytes, both directions', '1e6', [
    featureAt('Total Length of Fwd Packets'),
    featureAt('Total Length of Bwd Packets'),
  ]),
  field(['packets'], 'number', FLOWS, 'packets, both directions', '100', [
    featureAt('Total Fwd Packets'),
    featureAt('Total Backward Packets'),
  ]),
  field(['label'], 'text', FLOWS, 'label in the file', 'Benign'),
  field(['line'], 'count', FLOWS, 'line of the file', '1042'),
  field(['state', 'status'], 'state', ALERTS, 'what was decided: open, acknowledged, closed', 'open'),
  field(['severity'], 'severity', ALERTS, 'low, medium, high, critical', 'high'),
  field(['detector'], 'text', ALERTS, 'what raised the alert', 'model'),
  field(['flows', 'flow_count'], 'count', ALERTS, 'number of flows', '100'),
]

/** Features that are times, all of which flow meters write in µs. */
const IS_DURATION = /^(Flow Duration|(Flow|Fwd|Bwd) IAT .*|(Active|Idle) .*)$/

const FEATURE_FIELDS: readonly Field[] = FEATURE_NAMES.map((name, index) => {
  const is_duration = IS_DURATION.test(name)
  const kind = is_duration ? 'duration' : 'number'
  return field([fieldNameOf(name)], kind, FLOWS, `feature ${name}`, is_duration ? '250ms' : '10', [index])
})

/** Everything that can be asked for, the usual first. */
export const FIELDS: readonly Field[] = [...OWN_FIELDS, ...FEATURE_FIELDS]

const BY_SPELLING: ReadonlyMap<string, Field> = new Map(
  FIELDS.flatMap((each) => [each.name, ...each.aliases].map((spelling) => [folded(spelling), each] as const)),
)

/** `Flow Bytes/s` is asked for as `flow_bytes_s`. */
export function fieldNameOf(feature_name: string): string {
  return feature_name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replace(/_$/, '')
}

function folded(spelling: string): string {
  return spelling.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}

/** The field of this name, in any capitals and with or without `_`. */
export function findField(spelling: string): Field | undefined {
  return BY_SPELLING.get(folded(spelling))
}

/** @throws RangeError for a name that is none */
export function fieldNamed(name: string): Field {
  const found = findField(name)
  if (found === undefined) throw new RangeError(`there is no field ${name}`)
  return found
}

/** The name most like a spelling that is none; undefined when none is like it. */
export function nearestField(spelling: string, subject: Subject): string | undefined {
  const wanted = folded(spelling)
  let best: { name: string; distance: number } | undefined
  for (const each of FIELDS.filter(({ of }) => of.includes(subject))) {
    for (const known of [each.name, ...each.aliases]) {
      const distance = editDistance(wanted, folded(known))
      if (distance < (best?.distance ?? Infinity)) best = { name: each.name, distance }
    }
  }
  return best !== undefined && best.distance <= Math.max(1, wanted.length / 3) ? best.name : undefined
}

/** Letters to be inserted, removed or replaced (Levenshtein 1966). */
export function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + Number(one[i - 1] !== other[j - 1])
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
